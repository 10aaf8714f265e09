import { testApproval, testApprovalRequests } from '../e2e/suites/approval.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';

testApproval('on AWS', () => openLambdaTestWorkspace());
testApprovalRequests('on AWS', () => openLambdaTestWorkspace());
