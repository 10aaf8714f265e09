import { testNames } from '../e2e/suites/names.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testNames('on AWS', () => openLambdaTestWorkspace());
