import { testShortcuts } from './suites/shortcuts.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testShortcuts('on one machine', openTestWorkspace);
