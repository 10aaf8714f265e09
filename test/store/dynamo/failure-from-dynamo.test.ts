import { expect, test } from 'vitest';
import { failureFromDynamo, mayPass } from '../../../src/store/dynamo/failure-from-dynamo.ts';

const fileMissing = Object.assign(new Error("ENOENT: no such file or directory, open '/run/token'"), {
  code: 'ENOENT',
  syscall: 'open',
  path: '/run/token',
});
const named = (name: string) => Object.assign(new Error('in words'), { name });

test.each([
  [fileMissing, 'a file with AWS credentials can’t be read'],
  [named('CredentialsProviderError'), 'there are no AWS credentials'],
  [named('ExpiredTokenException'), 'the AWS credentials have expired'],
  [named('UnrecognizedClientException'), 'AWS does not accept the credentials'],
])('%s names the problem of the credentials, and is not retried', (thrown, words) => {
  expect(failureFromDynamo('store_unavailable', 'take a task', thrown).message).toContain(words);
  expect(mayPass(thrown)).toBe(false);
});

test('a refused connection is temporary', () => {
  const thrown = Object.assign(new Error('x'), { code: 'ECONNREFUSED', address: '10.0.0.1', port: 443 });

  expect(failureFromDynamo('store_unavailable', 'take a task', thrown).message).toContain(
    'did not answer in time',
  );
  expect(mayPass(thrown)).toBe(true);
});
