import { testHistory } from '../e2e/suites/history.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testHistory('on AWS', openLambdaTestWorkspace);
