/**
 * Loaded into a bot before everything else, so that its clock is an hour ahead of the rest of the context: to the next
 * process, somebody has set the clock back by an hour since.
 */
const laterMs = 60 * 60_000;
const Now = Date;

class Later extends Now {
  constructor(...given: readonly [] | readonly [number | string | Date]) {
    super(given.length === 0 ? Later.now() : given[0]);
  }
  static override now(): number {
    return Now.now() + laterMs;
  }
}

globalThis.Date = Later as DateConstructor;
