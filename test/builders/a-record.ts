import type { ConnectionRecord } from '../../src/domain/connection-record.ts';
import { connectionId, endpointId } from './ids.ts';

/** A connection of bob's that lasted an hour, from home with Windows. */
export function aRecord(given: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    endpointId: endpointId('cvpn-endpoint-0123456789abcdef0'),
    id: connectionId('cvpn-connection-0123456789abcdef0'),
    username: 'bob@example.com',
    commonName: undefined,
    startedAt: new Date('2026-11-01T08:00:00Z'),
    lastSeenAt: new Date('2026-11-01T09:00:00Z'),
    endedAt: new Date('2026-11-01T09:00:00Z'),
    traffic: { bytesSent: 34_567_890n, bytesReceived: 1_234_567_890n },
    clientIp: '10.0.3.17',
    publicIp: '203.0.113.51',
    device: { platform: 'win', platformVersion: '11', clientVersion: '4.1.0' },
    ending: undefined,
    ...given,
  };
}
