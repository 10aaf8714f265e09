import { testHistoryRecording } from '../e2e/suites/history-recording.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testHistoryRecording('on AWS', openLambdaTestWorkspace);
