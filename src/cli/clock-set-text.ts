/** Says that the time of day was set. @param byMs Less than nothing where it was set back. */
export function clockSetText(byMs: number): string {
  const by = `${Math.round(Math.abs(byMs) / 1_000)} s`;
  return byMs < 0
    ? `the clock was set back by ${by}: work that was left before is gone on with at once, and what was asked for before is not carried out any more`
    : `the clock was set forward by ${by}, or the machine stood still: what waited for its time may be over too early`;
}
