import { expect, test } from 'vitest';
import { Failure, failureFrom } from '../../src/domain/failure.ts';

test('returns a failure unchanged', () => {
  const failure = new Failure('aws_denied', 'not allowed');

  expect(failureFrom(failure)).toBe(failure);
});

test('converts anything else to an unexpected failure with its cause', () => {
  const cause = new TypeError('x is not a function');

  expect(failureFrom(cause)).toMatchObject({ code: 'unexpected', message: cause.message, cause });
  expect(failureFrom('text')).toMatchObject({ code: 'unexpected', message: 'text', cause: 'text' });
  expect(failureFrom(undefined).code).toBe('unexpected');
});
