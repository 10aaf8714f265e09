import { testNames } from './suites/names.ts';
import { openTestWorkspace } from './support/test-workspace.ts';

testNames('on one machine', () => openTestWorkspace());
testNames('over HTTP, recorded in DynamoDB', () =>
  openTestWorkspace({ transport: 'http', store: 'dynamodb' }),
);
