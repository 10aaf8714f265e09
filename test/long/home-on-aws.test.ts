import { testHome } from '../e2e/suites/home.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testHome('on AWS', () => openLambdaTestWorkspace(), { hasSeveralProcesses: true });
