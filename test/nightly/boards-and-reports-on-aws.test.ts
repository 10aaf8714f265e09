import { testBoardsAndReports } from '../e2e/suites/boards-and-reports.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testBoardsAndReports('on AWS', openLambdaTestWorkspace);
