import type { EndpointId } from './ids.ts';
import { isSameName } from './vpn-name.ts';

/** A Client VPN endpoint that the operator put under the bot's care. */
export interface Endpoint {
  readonly id: EndpointId;
  /** What people type and read. */
  readonly name: string;
  readonly region: string;
  /** The role to assume when the endpoint is in another account. */
  readonly roleArn: string | undefined;
}

/** A scope that names none of the endpoints. */
export interface UnknownEndpoint {
  readonly kind: 'unknown_endpoint';
  /** The scope as it was given. */
  readonly text: string;
  /** The names of the endpoints that may be told here. */
  readonly known: readonly string[];
}

/** Finds the endpoint that a scope names: by its whole name or its whole id, without case. */
export function resolveEndpoint<T extends Pick<Endpoint, 'id' | 'name'>>(
  endpoints: readonly T[],
  scope: string,
): T | undefined {
  return (
    endpoints.find(({ name }) => isSameName(name, scope)) ?? endpoints.find(({ id }) => isSameName(id, scope))
  );
}

/** What AWS says about an endpoint itself. */
export interface EndpointFacts {
  /** `available`, `pending-associate`, `deleting`, …, as AWS words it. */
  readonly status: string;
  readonly authentication: readonly Authentication[];
  readonly connectHandler: ConnectHandler;
  /** Hours after which a session ends by itself. */
  readonly sessionTimeoutHours: number | undefined;
  /** Who vouches for the devices that connect: `crowdstrike`, `jamf`, `jumpcloud`; absent where nobody is asked. */
  readonly trustProviders?: readonly string[] | undefined;
}

/** The Cedar policy of an endpoint, by which AWS itself denies connections and terminates them. */
export type AuthorizationPolicy =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'attached';
      /** `active`, `failed`, …, as AWS words it. */
      readonly status: string;
      /** False in shadow mode, in which AWS only logs what the policy would deny. */
      readonly isEnforced: boolean;
      /** The latest time that a connection tells of; AWS evaluates the policy every five minutes. */
      readonly lastEvaluatedAt: Date | undefined;
    };

/** Days until something expires without which people cannot connect; undefined where AWS measures none. */
export interface DaysToExpiry {
  readonly revocationList: number | undefined;
  readonly identityProviderCertificate: number | undefined;
}

/**
 * Which Lambda is asked before each new connection: only Bouncer's own turns away whom a block names. One that AWS is still
 * attaching is not asked yet.
 */
export type ConnectHandler = 'none' | 'bouncer' | 'another' | 'applying';

export type Authentication = 'certificate' | 'directory' | 'federated' | 'unknown';

/** Says whether people sign in with certificates alone, so that connections carry no user names. */
export function isCertificateOnly({ authentication }: Pick<EndpointFacts, 'authentication'>): boolean {
  return authentication.length > 0 && authentication.every((kind) => kind === 'certificate');
}

/**
 * Says whether every connection of the endpoint carries a user name.
 * Mutual TLS alone names certificates only; beside a directory or a provider, the user name is there too.
 */
export function knowsUsernames(facts: EndpointFacts): boolean {
  return facts.authentication.some((kind) => kind === 'directory' || kind === 'federated');
}

/** Says whether the user names of an endpoint are a directory's, which takes them in several ways to write them. */
export function hasDirectory(facts: EndpointFacts): boolean {
  return facts.authentication.includes('directory');
}
