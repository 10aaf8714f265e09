import { testBoardsAndReports } from './suites/boards-and-reports.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testBoardsAndReports('on one machine', openTestWorkspace);
