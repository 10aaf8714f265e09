import fc from 'fast-check';

/** The thread that a modal was asked for in, if it was one. */
export const someThread = fc.option(
  fc.record({ ts: fc.constant('1795732531.811000'), isBroadcast: fc.boolean() }),
  { nil: undefined },
);
