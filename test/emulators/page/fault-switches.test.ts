import { expect, test } from 'vitest';
import type { Faults } from '../../../emulators/ec2/control/control-protocol.ts';
import { faultSwitches, toggled } from '../../../emulators/page/vpn/fault-switches.ts';

test('a switch turns its fault on and off and leaves the others', () => {
  const [throttling] = faultSwitches([], {});
  const slow = { latencyMs: 2_000 };
  const both = throttling ? toggled(slow, throttling) : slow;

  expect(both).toEqual({ latencyMs: 2_000, throttling: 0.6 });
  expect(throttling && toggled(both, throttling)).toEqual(slow);
});

test('the switch for a Region names the one that is down', () => {
  const endpoints = [
    { id: 'e', name: 'prod-eu', region: 'eu-west-1', authentication: 'federated', live: 0 },
  ] as const;
  const titles = (faults: Faults) => faultSwitches(endpoints, faults).map(({ title }) => title);

  expect(titles({})).toContain('eu-west-1 is down');
  expect(titles({ regionsDown: ['us-east-1'] })).toContain('us-east-1 is down');
});
