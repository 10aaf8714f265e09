import type { ConnectionRecord } from '../../src/domain/connection-record.ts';
import { anEndpoint } from './an-endpoint.ts';
import { connectionId } from './ids.ts';

/** Bob's connection of an hour, from his usual address on Windows. */
export function aConnectionRecord(given: Partial<ConnectionRecord> = {}): ConnectionRecord {
  const startedAt = given.startedAt ?? new Date('2026-11-02T08:00:00Z');
  return {
    endpointId: anEndpoint().id,
    id: connectionId('cvpn-connection-0001'),
    username: 'bob@example.com',
    commonName: undefined,
    startedAt,
    lastSeenAt: startedAt,
    endedAt: undefined,
    traffic: undefined,
    clientIp: undefined,
    publicIp: '203.0.113.51',
    device: { platform: 'win' },
    ending: undefined,
    ...given,
  };
}
