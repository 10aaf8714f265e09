import { expect, test } from 'vitest';
import { kickSubmissionFrom } from '../../../src/features/kick/payloads.ts';

const one = 'cvpn-connection-00000000000000001';
const two = 'cvpn-connection-00000000000000002';
const reason = { reason: { type: 'plain_text_input', value: 'hangs' } };
const option = (value: string) => ({
  value,
  text: { type: 'plain_text' as const, text: 'as it reads', emoji: false },
});
const ticks = (...ids: readonly string[]) => ({
  type: 'checkboxes',
  selected_options: ids.map(option),
});

const read = (values: Parameters<typeof kickSubmissionFrom>[0]['state']['values']) =>
  kickSubmissionFrom({ state: { values } });

test('reads the reason, the ticks of every group, the typed confirmation and the length of a block', () => {
  const submission = read({
    reason,
    sessions: { sessions: ticks(one) },
    sessions_1: { sessions_1: ticks(two) },
    possible: { possible: ticks(one) },
    endpoint: { endpoint: { type: 'plain_text_input', value: 'lab' } },
    block: { block: { type: 'static_select', selected_option: option('28800s') } },
  });

  expect(submission).toEqual({
    reason: 'hangs',
    typed: 'lab',
    ticked: [one, two],
    possible: [one],
    mayNotify: false,
    blockLength: { kind: 'for', ms: 8 * 3_600_000 },
  });
});

test('distinguishes a modal without checkboxes from one in which nothing was ticked', () => {
  expect(read({ reason }).ticked).toBeUndefined();
  expect(read({ reason, sessions: { sessions: ticks() } }).ticked).toEqual([]);
});

test('the person may be told only if the modal offered not to and that was not chosen', () => {
  const quiet = (...values: readonly string[]) => ({ quiet: { quiet: ticks(...values) } });

  expect(read({ reason, ...quiet() }).mayNotify).toBe(true);
  expect(read({ reason, ...quiet('quiet') }).mayNotify).toBe(false);
  expect(read({ reason }).mayNotify).toBe(false);
});

test('reads an empty reason from an empty input', () => {
  expect(read({ reason: { reason: { type: 'plain_text_input', value: null } } }).reason).toBe('');
  expect(read({}).reason).toBe('');
});

test('ignores a tick that names no connection', () => {
  expect(read({ reason, sessions: { sessions: ticks('bob', one) } }).ticked).toEqual([one]);
});
