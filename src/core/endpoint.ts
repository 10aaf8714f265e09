import type { EndpointId } from './ids.ts';

/** A Client VPN endpoint that the operator put under the bot's care. */
export interface Endpoint {
  readonly id: EndpointId;
  /** What people type and read. */
  readonly name: string;
  readonly region: string;
  /** The role to assume when the endpoint is in another account. */
  readonly roleArn: string | undefined;
}

/** What AWS says about an endpoint itself. */
export interface EndpointFacts {
  /** `available`, `pending-associate`, `deleting`, …, as AWS words it. */
  readonly status: string;
  readonly authentication: readonly Authentication[];
  readonly connectHandler: ConnectHandler;
  /** Hours after which a session ends by itself. */
  readonly sessionTimeoutHours: number | undefined;
}

/** Which Lambda is asked before each new connection: only Bouncer's own turns away whom a block names. */
export type ConnectHandler = 'none' | 'bouncer' | 'another';

export type Authentication = 'certificate' | 'directory' | 'federated' | 'unknown';

/**
 * Says whether every connection of the endpoint carries a user name.
 * Mutual TLS alone names certificates only; beside a directory or a provider, the user name is there too.
 */
export function knowsUsernames(facts: EndpointFacts): boolean {
  return facts.authentication.some((kind) => kind === 'directory' || kind === 'federated');
}
