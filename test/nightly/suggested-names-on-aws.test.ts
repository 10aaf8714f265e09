import { testSuggestedNames } from '../e2e/suites/suggested-names.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testSuggestedNames('on AWS', openLambdaTestWorkspace);
