import type { ConnectionAttempt } from '../../src/ports/block-list.ts';

/** Mallory comes with her certificate, so many seconds after noon. */
export function attemptAt(second: number, over: Partial<ConnectionAttempt> = {}): ConnectionAttempt {
  return {
    connection: `cvpn-connection-${String(second).padStart(17, '0')}`,
    endpoint: 'cvpn-endpoint-0fedcba9876543210',
    username: '',
    commonName: 'mallory-laptop.example.com',
    publicIp: '203.0.113.7',
    platform: 'win',
    at: new Date(Date.UTC(2026, 10, 2, 12, 0, second)),
    verdict: 'allowed',
    ...over,
  };
}
