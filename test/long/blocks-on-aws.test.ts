import { testBlocks } from '../e2e/suites/blocks.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testBlocks('on AWS', openLambdaTestWorkspace);
