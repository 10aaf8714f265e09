import { testCharts } from './suites/charts.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testCharts('on one machine', openTestWorkspace);
