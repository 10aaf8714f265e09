/**
 * Loaded into a bot before everything else, so that its clock is eleven minutes (or `CLOCK_BEHIND_MINUTES`) behind the rest of the context: to the
 * next one, whatever it began that lasts ten minutes is over. It must not be what checks Slack's signatures, which
 * would be those of a future.
 */
const earlierMs = Number(process.env.CLOCK_BEHIND_MINUTES ?? 11) * 60_000;
const Now = Date;

class Earlier extends Now {
  constructor(...given: readonly [] | readonly [number | string | Date]) {
    super(given.length === 0 ? Earlier.now() : given[0]);
  }
  static override now(): number {
    return Now.now() - earlierMs;
  }
}

globalThis.Date = Earlier as DateConstructor;
