import { testCharts } from '../e2e/suites/charts.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testCharts('on AWS', openLambdaTestWorkspace);
