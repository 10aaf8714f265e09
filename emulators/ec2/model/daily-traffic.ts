import type { Fleet } from './fleet.ts';
import { inventClient } from './invent-client.ts';
import type { Random } from './random.ts';
import type { VpnConnection } from './vpn-connection.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

/**
 * Clients connect and disconnect from now on, keeping the number of connections near that at the start. Those for
 * which `stays` is true never disconnect, so that whoever tries Bouncer finds them.
 */
export function startDailyTraffic(
  fleet: Fleet,
  random: Random,
  stays: (connection: VpnConnection) => boolean,
): void {
  for (const endpoint of fleet.endpoints) {
    const usual = fleet.connectionTable(endpoint.id)?.live ?? 0;
    const everyMs = Math.min(longestLullMs, Math.max(shortestLullMs, averageDurationMs / Math.max(1, usual)));
    scheduleNext(fleet, random, stays, { endpoint, usual, everyMs }, fleet.now());
  }
}

interface TrafficPattern {
  readonly endpoint: VpnEndpoint;
  readonly usual: number;
  readonly everyMs: number;
}

function scheduleNext(
  fleet: Fleet,
  random: Random,
  stays: (connection: VpnConnection) => boolean,
  pattern: TrafficPattern,
  after: number,
): void {
  // Exponential gaps: independent arrivals.
  const gapMs = Math.ceil(-Math.log(1 - random.next()) * pattern.everyMs);
  fleet.schedule(after + gapMs, (at) => {
    connectOrDisconnect(fleet, random, stays, pattern, at);
    scheduleNext(fleet, random, stays, pattern, at);
  });
}

function connectOrDisconnect(
  fleet: Fleet,
  random: Random,
  stays: (connection: VpnConnection) => boolean,
  { endpoint, usual }: TrafficPattern,
  at: number,
): void {
  const table = fleet.connectionTable(endpoint.id);
  if (table === undefined) return;
  if (random.chance(table.live < usual ? 0.7 : 0.3)) {
    fleet.connect(inventClient(endpoint, random, usual), at);
    return;
  }
  const connection = table.anyLive(random.below);
  if (connection !== undefined && !stays(connection)) fleet.leave(connection, at);
}

const averageDurationMs = 4 * 60 * 60 * 1000;
const shortestLullMs = 500;
const longestLullMs = 15_000;
