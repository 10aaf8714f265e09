import { openTestWorkspace } from '../../e2e/support/test-workspace.ts';
import { testChaos } from '../../long/chaos/chaos.ts';

/** CHAOS_KICKS=1000 is the long version; some processes are killed in the middle of each kind of write, and lose its response. */
testChaos('DynamoDB', Number(process.env.CHAOS_KICKS ?? 16), (options) =>
  openTestWorkspace({ store: 'dynamodb', ...options }),
);
