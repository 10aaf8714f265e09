import { testHistoryRecording } from './suites/history-recording.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testHistoryRecording('on one machine', openTestWorkspace);
