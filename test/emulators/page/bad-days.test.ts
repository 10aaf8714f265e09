import { expect, test } from 'vitest';
import { badDays, toggled } from '../../../emulators/page/vpn/bad-days.ts';

test('a bad day begins and ends without touching the others', () => {
  const [throttling] = badDays([]);
  const slow = { latencyMs: 2_000 };
  const both = throttling ? toggled(slow, throttling) : slow;

  expect(both).toEqual({ latencyMs: 2_000, throttling: 0.6 });
  expect(throttling && toggled(both, throttling)).toEqual(slow);
});
