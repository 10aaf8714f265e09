import { testHome } from './suites/home.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testHome('over a socket', () => openTestWorkspace({ transport: 'socket' }), { hasSeveralProcesses: false });
