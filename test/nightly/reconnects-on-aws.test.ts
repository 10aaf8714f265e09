import { testReconnects, testReconnectsOfMany } from '../e2e/suites/reconnects.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testReconnects('on AWS', openLambdaTestWorkspace);
testReconnectsOfMany('on AWS', openLambdaTestWorkspace);
