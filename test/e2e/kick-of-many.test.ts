import { testKickOfMany } from './suites/kick-of-many.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testKickOfMany('on one machine', openTestWorkspace, true);
