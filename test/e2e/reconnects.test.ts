import { testReconnects, testReconnectsOfMany } from './suites/reconnects.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testReconnects('on one machine', openTestWorkspace);
testReconnectsOfMany('on one machine', openTestWorkspace);
