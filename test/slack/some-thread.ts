import fc from 'fast-check';

/** The thread in which a modal was requested, if any. */
export const someThread = fc.option(
  fc.record({ ts: fc.constant('1795732531.811000'), isBroadcast: fc.boolean() }),
  { nil: undefined },
);
