import { testShortcuts } from '../e2e/suites/shortcuts.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testShortcuts('on AWS', openLambdaTestWorkspace);
