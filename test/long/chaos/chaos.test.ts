import { openTestWorkspace } from '../../e2e/support/test-workspace.ts';
import { testChaos } from './chaos.ts';

/** CHAOS_KICKS=1000 is the long version. */
testChaos('SQLite', Number(process.env.CHAOS_KICKS ?? 50), openTestWorkspace);
