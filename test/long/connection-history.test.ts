import { testHistory, testPublicAddresses } from '../e2e/suites/history.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';
import { openTestWorkspace } from '../e2e/support/test-workspace.ts';

testHistory('on AWS', openLambdaTestWorkspace);
testPublicAddresses('on one machine', openTestWorkspace);
testPublicAddresses('on AWS', openLambdaTestWorkspace);
