import { expect, test } from 'vitest';
import { ask, type Row, verdictOf } from '../../bench/figure.ts';

const row: Row = { question: 'how long?', unit: 'ms', bound: 10, judgedBy: 'median' };

test('a bound is met by the median or by the worst, as the row says', () => {
  const measured = [9, 10, 50];

  expect(verdictOf({ ...row, measured })).toBe('met');
  expect(verdictOf({ ...row, measured, judgedBy: 'worst' })).toBe('not met');
  expect(verdictOf({ ...row, measured: [9, 10.1, 50] })).toBe('not met');
});

test('nothing is met that was not measured', () => {
  expect(verdictOf({ ...row, measured: [] })).toBe('not measured');
  expect(verdictOf({ ...row, measured: [1, Number.NaN, 1] })).toBe('not measured');
  expect(verdictOf({ ...row, measured: [1, Number.NEGATIVE_INFINITY, 1] })).toBe('not measured');
});

test('what fails while it is measured, or gives no answer, is not measured, and says why', async () => {
  const failed = await ask([row, row], () => Promise.reject(new Error('no `aws` on this machine')));
  const unanswered = await ask([row, row], async () => [{ measured: [1] }]);

  expect(failed.map(verdictOf)).toEqual(['not measured', 'not measured']);
  expect(failed[1]?.note).toBe('no `aws` on this machine');
  expect(unanswered.map(verdictOf)).toEqual(['met', 'not measured']);
});
