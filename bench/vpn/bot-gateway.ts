import { setTimeout } from 'node:timers/promises';
import { Ec2Clients } from '../../src/aws/ec2-clients.ts';
import { Ec2VpnGateway } from '../../src/aws/ec2-vpn-gateway.ts';
import type { Endpoint } from '../../src/domain/endpoint.ts';
import { parseEndpointId } from '../../src/domain/ids.ts';
import { awsEnvironment, type EmulatedVpn, named } from './emulated-vpn.ts';

/** The bot's own gateway, in this process. */
export function botGateway(vpn: EmulatedVpn): Ec2VpnGateway {
  Object.assign(process.env, awsEnvironment(vpn));
  const clock = {
    now: () => new Date(),
    elapsedMs: () => performance.now(),
    sleep: async (ms: number) => void (await setTimeout(ms)),
  };
  return new Ec2VpnGateway(new Ec2Clients({ clock, random: Math.random }), clock);
}

export const endpoint: Endpoint = { ...named, id: known(parseEndpointId(named.id)), roleArn: undefined };

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the emulator invents ids that do not parse');
  return value;
}
