import type { VpnClient } from './connection-names.ts';
import type { Fleet } from './fleet.ts';
import { inventClient } from './invent-client.ts';
import type { Random } from './random.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

export interface Population {
  /** Live connections on each endpoint, those of regulars included. */
  readonly connections: number;
  /** Connections on each endpoint that have ended within the last hour. */
  readonly ended: number;
  /** E-mail addresses of people who are connected; an address that is listed twice has two connections. */
  readonly regulars: readonly string[];
}

/** Fills the endpoints with connections of different ages. */
export function populate(fleet: Fleet, population: Population, random: Random): void {
  const now = fleet.now();
  for (const endpoint of fleet.endpoints) {
    const regulars = regularsOn(endpoint, fleet.endpoints, population.regulars);
    const others = Math.max(0, population.connections - regulars.length);
    const arrivals = [
      ...regulars.map((who) => ({ who, at: now - minutes(5 + random.below(400)), endedAt: undefined })),
      ...times(others, () => ({
        who: inventClient(endpoint, random, population.connections),
        at: now - minutes(1 + 600 * random.next()),
        endedAt: undefined,
      })),
      ...times(population.ended, () => ({
        who: inventClient(endpoint, random, population.connections),
        at: now - minutes(61 + random.below(300)),
        endedAt: now - minutes(1 + random.below(57)),
      })),
    ];

    for (const { who, at, endedAt } of arrivals.sort((one, other) => one.at - other.at)) {
      const connected = fleet.connect(who, at);
      if (connected.ok && endedAt !== undefined) fleet.leave(connected.connection, endedAt);
    }
  }
}

/**
 * Every regular is connected to the first endpoint with user names, every third to the others as well; on endpoints
 * with certificates, every second has a laptop with one.
 */
function regularsOn(
  endpoint: VpnEndpoint,
  endpoints: readonly VpnEndpoint[],
  regulars: readonly string[],
): readonly VpnClient[] {
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
