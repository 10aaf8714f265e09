import { expect, test } from 'vitest';
import { afterSending, noSentLines, walkSentLines } from '../../../emulators/page/composer/sent-lines.ts';

const sent = ['one', 'two'].reduce(afterSending, noSentLines);

test('walking back shows the lines that were sent, the latest first', () => {
  const back = walkSentLines(sent, -1, '');
  const further = back && walkSentLines(back.sent, -1, back.text);

  expect(back?.text).toBe('two');
  expect(further?.text).toBe('one');
  expect(further && walkSentLines(further.sent, -1, 'one')).toBeUndefined();
});

test('walking forth again brings back what was being written', () => {
  const back = walkSentLines(sent, -1, 'half a line');

  expect(back && walkSentLines(back.sent, 1, back.text)?.text).toBe('half a line');
});

test('there is nothing after the line that is being written', () => {
  expect(walkSentLines(sent, 1, 'x')).toBeUndefined();
});

test('a line that is sent twice in a row is kept once', () => {
  expect(afterSending(sent, 'two').lines).toEqual(['one', 'two']);
});
