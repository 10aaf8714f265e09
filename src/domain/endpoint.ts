import type { EndpointId } from './ids.ts';
import { isSameName } from './vpn-name.ts';

/** A Client VPN endpoint from the configuration. */
export interface Endpoint {
  readonly id: EndpointId;
  /** The name that people type and see. */
  readonly name: string;
  readonly region: string;
  /** The role to assume if the endpoint is in another account. */
  readonly roleArn: string | undefined;
}

/** A scope that matches no endpoint. */
export interface UnknownEndpoint {
  readonly kind: 'unknown_endpoint';
  /** The scope as it was typed. */
  readonly text: string;
  /** The names of the endpoints that may be shown here. */
  readonly known: readonly string[];
}

/** Finds the endpoint that a scope names, by its whole name or its whole id, ignoring case. */
export function resolveEndpoint<T extends Pick<Endpoint, 'id' | 'name'>>(
  endpoints: readonly T[],
  scope: string,
): T | undefined {
  return (
    endpoints.find(({ name }) => isSameName(name, scope)) ?? endpoints.find(({ id }) => isSameName(id, scope))
  );
}

/** AWS' description of an endpoint. */
export interface EndpointFacts {
  /** `available`, `pending-associate`, `deleting`, …, in AWS' words. */
  readonly status: string;
  readonly authentication: readonly Authentication[];
  readonly connectHandler: ConnectHandler;
  /** Hours after which AWS ends a connection. */
  readonly sessionTimeoutHours: number | undefined;
  /** The log group of CloudWatch Logs that its connection log is written to; absent if connections are not logged. */
  readonly connectionLogGroup?: string | undefined;
  /** The device trust providers: `crowdstrike`, `jamf`, `jumpcloud`; absent if devices are not checked. */
  readonly trustProviders?: readonly string[] | undefined;
}

/** An endpoint's Cedar policy, by which AWS itself denies and terminates connections. */
export type AuthorizationPolicy =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'attached';
      /** `active`, `failed`, …, in AWS' words. */
      readonly status: string;
      /** False in shadow mode, in which AWS only logs what the policy would deny. */
      readonly isEnforced: boolean;
      /** The latest evaluation that a connection reports. AWS evaluates the policy every five minutes. */
      readonly lastEvaluatedAt: Date | undefined;
    };

/** Days until something expires that people need to connect; undefined if AWS publishes no such metric. */
export interface DaysToExpiry {
  readonly revocationList: number | undefined;
  readonly identityProviderCertificate: number | undefined;
}

/**
 * Which Lambda function AWS asks before each new connection. Only Bouncer's own denies blocked names. One that AWS is
 * still attaching (`applying`) is not asked yet.
 */
export type ConnectHandler = 'none' | 'bouncer' | 'another' | 'applying';

export type Authentication = 'certificate' | 'directory' | 'federated' | 'unknown';

/**
 * Returns whether people sign in with certificates only, so that connections have no user names.
 *
 * @param facts Here and below, undefined if AWS could not describe the endpoint.
 */
export function isCertificateOnly(facts: Pick<EndpointFacts, 'authentication'> | undefined): boolean {
  const kinds = facts?.authentication ?? [];
  return kinds.length > 0 && kinds.every((kind) => kind === 'certificate');
}

/**
 * Returns whether every connection of the endpoint has a user name. Mutual TLS alone provides only certificate names;
 * combined with a directory or an identity provider, connections have a user name as well.
 */
export function knowsUsernames(facts: EndpointFacts | undefined): boolean {
  return facts?.authentication.some((kind) => kind === 'directory' || kind === 'federated') ?? false;
}

/** Returns whether the endpoint's user names are a directory's, which can be written in several ways. */
export function hasDirectory(facts: EndpointFacts | undefined): boolean {
  return facts?.authentication.includes('directory') ?? false;
}

/**
 * The most connections that AWS allows an endpoint with so many associated networks, unless it has raised the quota of
 * the account. https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/limits.html
 *
 * @returns Undefined for a number of networks for which AWS names no limit.
 */
export function connectionLimit(networks: number): number | undefined {
  return defaultLimits[networks - 1];
}

const defaultLimits = [7_000, 36_500, 66_500, 96_500, 126_000] as const;

/** AWS' Regions in China have their own domain. */
export function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Returns the AWS partition of a Region, as used in ARNs. https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
