import { expect, test } from 'vitest';
import type { Weather } from '../../../emulators/ec2/control/control-protocol.ts';
import { badDays, toggled } from '../../../emulators/page/vpn/bad-days.ts';

test('a bad day begins and ends without touching the others', () => {
  const [throttling] = badDays([], {});
  const slow = { latencyMs: 2_000 };
  const both = throttling ? toggled(slow, throttling) : slow;

  expect(both).toEqual({ latencyMs: 2_000, throttling: 0.6 });
  expect(throttling && toggled(both, throttling)).toEqual(slow);
});

test('the Region that is named is the one that is down', () => {
  const endpoints = [
    { id: 'e', name: 'prod-eu', region: 'eu-west-1', authentication: 'federated', live: 0 },
  ] as const;
  const titles = (weather: Weather) => badDays(endpoints, weather).map(({ title }) => title);

  expect(titles({})).toContain('eu-west-1 is down');
  expect(titles({ regionsDown: ['us-east-1'] })).toContain('us-east-1 is down');
});
