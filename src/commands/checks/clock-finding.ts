import { type Finding, ok, warning, wrong } from '../../core/finding.ts';

/** Leases and claims last for seconds, and are held against the clocks of several machines. */
const noticedMs = 10_000;
/** Requests that seem to come from further ahead are turned away, and entries of the record would bear wrong times. */
const mostMs = 60_000;

/** Judges our clock by somebody else's. @param aheadMs By how much the other one is ahead; answers tell full seconds. */
export function clockFinding(whose: string, aheadMs: number): Finding {
  const looked = { check: 'clock', subject: whose } as const;
  const apart = Math.abs(aheadMs);
  if (apart <= noticedMs) return ok(looked, 'our clocks agree');

  const says = `our clock is ${Math.round(apart / 1_000)} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${whose}’s`;
  const fix = { step: 'let the machine keep its time by NTP', exact: 'timedatectl set-ntp true' };
  return apart <= mostMs ? warning(looked, says, fix) : wrong(looked, says, fix);
}
