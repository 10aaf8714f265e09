import type { Fleet } from './fleet.ts';
import type { Newcomer } from './names-on.ts';
import type { Random } from './random.ts';
import { inventStranger } from './stranger.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

export interface Population {
  /** Live sessions on each endpoint, those of regulars included. */
  readonly connections: number;
  /** Sessions on each endpoint that have ended within the last hour. */
  readonly ended: number;
  /** E-mail addresses of people who are on; who is named twice is on twice. */
  readonly regulars: readonly string[];
}

/** Fills the endpoints as if they had been in use since the morning. */
export function populate(fleet: Fleet, population: Population, random: Random): void {
  const now = fleet.now();
  for (const endpoint of fleet.endpoints) {
    const regulars = regularsOn(endpoint, fleet.endpoints, population.regulars);
    const strangers = Math.max(0, population.connections - regulars.length);
    const arrivals = [
      ...regulars.map((who) => ({ who, at: now - minutes(5 + random.below(400)), endedAt: undefined })),
      ...times(strangers, () => ({
        who: inventStranger(endpoint, random, population.connections),
        at: now - minutes(1 + 600 * random.next()),
        endedAt: undefined,
      })),
      ...times(population.ended, () => ({
        who: inventStranger(endpoint, random, population.connections),
        at: now - minutes(61 + random.below(300)),
        endedAt: now - minutes(1 + random.below(57)),
      })),
    ];

    for (const { who, at, endedAt } of arrivals.sort((one, other) => one.at - other.at)) {
      const connected = fleet.connect(who, at);
      if (connected.ok && endedAt !== undefined) fleet.leave(connected.session, endedAt);
    }
  }
}

/**
 * Regulars are on the first endpoint that knows user names, every third of them on the others too; where
 * certificates decide, every second has a laptop with one.
 */
function regularsOn(
  endpoint: VpnEndpoint,
  endpoints: readonly VpnEndpoint[],
  regulars: readonly string[],
): readonly Newcomer[] {
  const endpointId = endpoint.id;
  if (endpoint.authentication === 'certificate') {
    return regulars
      .filter((_, index) => index % 2 === 0)
      .map((email) => ({ endpointId, commonName: laptopOf(email) }));
  }
  const isFirst = endpoints.find(({ authentication }) => authentication !== 'certificate') === endpoint;
  return regulars
    .filter((_, index) => isFirst || index % 3 === 0)
    .map((email) => ({ endpointId, username: email }));
}

/** `bob@example.com` owns `bob-laptop.example.com`. */
export function laptopOf(email: string): string {
  return email.replace('@', '-laptop.');
}

function times<Item>(count: number, make: () => Item): Item[] {
  return Array.from({ length: count }, make);
}

function minutes(count: number): number {
  return Math.floor(count * 60_000);
}
