import { openLambdaTestWorkspace } from '../../e2e/support/lambda/lambda-test-workspace.ts';
import { testChaos } from './chaos.ts';

/** A request of a worker that died comes again within seconds, while others go on with its work. */
const visibilityS = 3;

/** CHAOS_KICKS=1000 is the long version; ingress and workers are killed together. */
testChaos('Lambda', Number(process.env.CHAOS_KICKS ?? 10), (options) =>
  openLambdaTestWorkspace(options, visibilityS),
);
