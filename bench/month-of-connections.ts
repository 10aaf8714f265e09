import { addHours } from 'date-fns/addHours';
import { addMinutes } from 'date-fns/addMinutes';
import { addSeconds } from 'date-fns/addSeconds';
import { subDays } from 'date-fns/subDays';
import type { ConnectionUpdate } from '../src/domain/connection-record.ts';
import type { EndpointId } from '../src/domain/ids.ts';
import type { ConnectionHistory } from '../src/ports/connection-history.ts';
import { connectionId } from '../test/builders/ids.ts';

/** What the history of a company of this size holds: 150,000 connections. */
export const people = 1_000;
export const perDay = 5;
export const days = 30;

/** Records the connections of the days before, an hour each. */
export async function fillWithMonth(
  history: Pick<ConnectionHistory, 'record'>,
  endpoint: EndpointId,
  before: Date,
): Promise<void> {
  for (let day = days; day > 0; day -= 1) await history.record(connectionsOn(subDays(before, day), endpoint));
}

function connectionsOn(day: Date, endpoint: EndpointId): readonly ConnectionUpdate[] {
  return Array.from({ length: people * perDay }, (_, n) => {
    const startedAt = addSeconds(addMinutes(day, 90 * Math.floor(n / people)), n % people);
    const endedAt = addHours(startedAt, 1);
    return { ...aConnection(n % people, endpoint, startedAt), lastSeenAt: endedAt, endedAt };
  });
}

export function aConnection(person: number, endpointId: EndpointId, startedAt: Date): ConnectionUpdate {
  return {
    endpointId,
    id: nextId(),
    username: nameOf(person),
    commonName: `laptop-${person}.example.com`,
    startedAt,
    lastSeenAt: startedAt,
    traffic: { bytesSent: 123_456_789n, bytesReceived: 9_876_543_210n },
    clientIp: `10.0.${person % 250}.${person % 199}`,
    publicIp: person < people ? addressOf(person) : `198.51.100.${person % 250}`,
    device: { platform: 'win', platformVersion: '10.0.19045', clientVersion: '2.6.8' },
  };
}

export function nameOf(person: number): string {
  return `firstname.lastname-${person}@example.com`;
}

/** 200 people share each. */
export function addressOf(person: number): string {
  return `203.0.113.${person % 5}`;
}

let last = 0;
function nextId() {
  last += 1;
  // Ids of AWS are random, so that rows are spread over the index.
  const digits = (BigInt(last) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
  return connectionId(`cvpn-connection-0${digits.toString(16).padStart(16, '0')}`);
}
