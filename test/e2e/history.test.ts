import { testHistory } from './suites/history.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testHistory('on one machine', openTestWorkspace);
