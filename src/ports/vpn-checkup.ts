import type { VpnGateway } from './vpn-gateway.ts';

/** What AWS says of the bot's own set-up, asked afresh each time, and without changing anything. */
export interface VpnCheckup extends Pick<VpnGateway, 'facts' | 'authorizationPolicy' | 'rehearse' | 'sweep'> {
  /** Milliseconds by which AWS' clock is ahead of ours, by Region, as its answers so far have told. */
  clocksAheadMs(): ReadonlyMap<string, number>;
}
