import { onTestFinished, vi } from 'vitest';
import { type Ec2, type Ec2Options, startEc2 } from '../../emulators/ec2/start-ec2.ts';
import type { AwsCallObserver } from '../../src/aws/aws-call-observer.ts';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { Ec2VpnGateway } from '../../src/aws/ec2-vpn-gateway.ts';
import type { AwsPatience } from '../../src/aws/shared-sockets.ts';
import type { Actor } from '../../src/domain/audit-entry.ts';
import type { Connection } from '../../src/domain/connection.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import type { ConnectionId } from '../../src/domain/ids.ts';
import { parseConnectionId, parseEndpointId } from '../../src/domain/ids.ts';

export const endpoint = endpointOf('cvpn-endpoint-0123456789abcdef1');

export const helga: Actor = { id: 'U0HELGA', name: 'helga', team: 'T0HOME' };

export function endpointOf(id: string, over: Partial<Endpoint> = {}): Endpoint {
  return {
    id: known(parseEndpointId(id)),
    name: 'prod-eu',
    region: 'eu-west-1',
    roleArn: undefined,
    ...over,
  };
}

export function connectionIdOf(text: string): ConnectionId {
  return known(parseConnectionId(text));
}

/** Starts the emulated AWS for one test and points the SDK at it, by the environment as an operator would. */
export async function emulateAws(options: Ec2Options = {}): Promise<Ec2> {
  const ec2 = await startEc2({ terminationMs: 0, ...options });
  onTestFinished(() => ec2.stop());
  pointAwsAt(ec2.url);
  return ec2;
}

export function pointAwsAt(url: string): void {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

/** A gateway with a clock that stands where the test puts it, and pauses without length unless they are given one. */
export function openGateway(
  options: { onCall?: AwsCallObserver; patience?: AwsPatience } = {},
  sleep: (ms: number) => Promise<void> = async () => {},
) {
  let startMs = Date.UTC(2026, 10, 2, 12);
  let elapsedMs = 0;
  const clock = { now: () => new Date(startMs + elapsedMs), elapsedMs: () => elapsedMs, sleep };
  const clients = new Ec2Clients({ clock, random: () => 0, ...options });
  const gateway = new Ec2VpnGateway(clients, clock);
  return {
    gateway,
    advance: (ms: number) => {
      elapsedMs += ms;
    },
    /** Somebody sets the clock: no time passes. */
    setClock: (byMs: number) => {
      startMs += byMs;
    },
  };
}

/** Every living connection of an endpoint, read now. */
export async function readWhole(gateway: Ec2VpnGateway, whole: Endpoint): Promise<readonly Connection[]> {
  return (await gateway.scan(whole)).select({ kind: 'everyone' }, 'live').slice();
}

function known<T>(id: T | undefined): T {
  if (id === undefined) throw new Error('the test names an id that does not parse');
  return id;
}
