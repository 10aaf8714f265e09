import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { VpnGateway } from './vpn-gateway.ts';

/** What AWS reports about Bouncer's own set-up: read afresh each time, without changing anything. */
export interface VpnCheckup extends Pick<VpnGateway, 'facts' | 'authorizationPolicy' | 'rehearse' | 'sweep'> {
  /** Reads how long people can still connect. The role may not be allowed to (`aws_denied`). */
  daysToExpiry(endpoint: Endpoint): Promise<DaysToExpiry>;
  /** Reads two pages of connections, of the smallest possible size. */
  probePages(endpoint: Endpoint): Promise<ProbedPages>;
  /** Milliseconds by which AWS' clock is ahead of ours, by Region, according to its responses so far. */
  clocksAheadMs(): ReadonlyMap<string, number>;
}

export interface ProbedPages {
  /** A single page if there are too few connections for two. */
  readonly pages: readonly (readonly ConnectionId[])[];
  /**
   * Milliseconds by which the latest sample of an active connection is ahead of AWS' own clock; undefined if there is
   * no active connection.
   */
  readonly sampledAheadMs: number | undefined;
}
