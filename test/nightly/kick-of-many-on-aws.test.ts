import { testKickOfMany } from '../e2e/suites/kick-of-many.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testKickOfMany('on AWS', openLambdaTestWorkspace, false);
