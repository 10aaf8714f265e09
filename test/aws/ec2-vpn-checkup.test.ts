import { expect, it } from 'vitest';
import type { AwsCall } from '../../src/aws/aws-call-observer.ts';
import { ec2VpnCheckup } from '../../src/aws/ec2-vpn-checkup.ts';
import { emulateAws, endpoint } from './emulated-aws.ts';

const clock = { now: () => new Date(), elapsedMs: () => performance.now(), sleep: async () => {} };

it('compares our clock with AWS’, also when AWS refuses', async () => {
  const ec2 = await emulateAws({ now: () => Date.now() - 90_000 });
  ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });
  const calls: AwsCall[] = [];
  const checkup = ec2VpnCheckup(clock, (call) => calls.push(call));

  expect(checkup.clocksAheadMs().size).toBe(0);
  expect(await checkup.rehearse(endpoint, 'terminate')).toBe('denied');

  expect(Math.abs((checkup.clocksAheadMs().get('eu-west-1') ?? 0) + 90_000)).toBeLessThan(3_000);
  expect(calls).toHaveLength(1);
});

it('returns AWS’ description of an endpoint', async () => {
  await emulateAws();

  expect(await ec2VpnCheckup(clock, () => {}).facts(endpoint)).toMatchObject({ status: 'available' });
});
