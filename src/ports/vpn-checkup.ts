import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { VpnGateway } from './vpn-gateway.ts';

/** What AWS says of the bot's own set-up, asked afresh each time, and without changing anything. */
export interface VpnCheckup extends Pick<VpnGateway, 'facts' | 'authorizationPolicy' | 'rehearse' | 'sweep'> {
  /** Reads how long people can still connect; the role may not be allowed to (`aws_denied`). */
  daysToExpiry(endpoint: Endpoint): Promise<DaysToExpiry>;
  /** Reads two pages of connections, as small as they can be. */
  probePages(endpoint: Endpoint): Promise<ProbedPages>;
  /** Milliseconds by which AWS' clock is ahead of ours, by Region, as its answers so far have told. */
  clocksAheadMs(): ReadonlyMap<string, number>;
}

export interface ProbedPages {
  /** One, where there are too few connections for two. */
  readonly pages: readonly (readonly ConnectionId[])[];
  /** By how much the latest sample of an active connection is ahead of AWS' own clock; undefined where there is none. */
  readonly sampledAheadMs: number | undefined;
}
