import { testChaos } from './chaos.ts';

/** CHAOS_KICKS=1000 is the long version; a few are enough to die in the middle of each kind of write. */
testChaos('dynamodb', Number(process.env.CHAOS_KICKS ?? 20));
