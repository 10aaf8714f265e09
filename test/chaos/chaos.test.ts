import { testChaos } from './chaos.ts';

/** CHAOS_KICKS=1000 is the long version. */
testChaos('sqlite', Number(process.env.CHAOS_KICKS ?? 50));
