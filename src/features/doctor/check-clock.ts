import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Finding, Subject } from './finding.ts';

/** Leases and connection locks last for seconds, and are compared with the clocks of several machines. */
const noticedMs = 10_000;
/** Requests from further in the future are rejected, and audit entries would have wrong times. */
const maxMs = minutesToMilliseconds(1);

/**
 * Compares our clock with another one.
 *
 * @param aheadMs Milliseconds that the other is ahead, exact to the second; undefined if it was not reported.
 */
export function checkClock(on: Subject, aheadMs: number | undefined): readonly Finding[] {
  if (aheadMs === undefined) return [];
  const apart = Math.abs(aheadMs);
  if (apart <= noticedMs) return [on.ok('the clocks agree')];

  const says = `Bouncer’s clock is ${Math.round(apart / 1_000)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${on.subject}’s`;
  const fix = { step: 'synchronize the machine’s clock with NTP', exact: 'timedatectl set-ntp true' };
  return [apart <= maxMs ? on.warning(says, fix) : on.wrong(says, fix)];
}
