import { expect, test } from 'vitest';
import { Failure, failureFrom } from '../../src/domain/failure.ts';

test('a failure stays the one that it is', () => {
  const failure = new Failure('aws_denied', 'not allowed');

  expect(failureFrom(failure)).toBe(failure);
});

test('anything else that is thrown becomes an unexpected failure that keeps its cause', () => {
  const cause = new TypeError('x is not a function');

  expect(failureFrom(cause)).toMatchObject({ code: 'unexpected', message: cause.message, cause });
  expect(failureFrom('text')).toMatchObject({ code: 'unexpected', message: 'text', cause: 'text' });
  expect(failureFrom(undefined).code).toBe('unexpected');
});
