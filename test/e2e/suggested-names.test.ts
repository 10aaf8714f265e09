import { testSuggestedNames } from './suites/suggested-names.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testSuggestedNames('on one machine', openTestWorkspace);
