/**
 * Loaded into a bot before everything else, so that its clock is eleven minutes behind the rest of the context: to the
 * next one, whatever it began that lasts ten minutes is over. It must not be what checks Slack's signatures, which
 * would be those of a future.
 */
const earlierMs = 11 * 60_000;
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
