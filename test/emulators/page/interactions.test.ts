import { expect, test } from 'vitest';
import {
  type InteractionEvent,
  noInteractions,
  reduceInteractions,
} from '../../../emulators/page/workspace/interactions.ts';

const pressed = { kind: 'pressed', element: 'button' } as const;
const received = { kind: 'received', element: 'button', interaction: 'i1' } as const;
const acknowledged = { kind: 'settled', interaction: 'i1', outcome: 'acknowledged' } as const;

test('a pressed element is running until its interaction is settled', () => {
  expect(after(pressed, received).standing.button).toEqual({ kind: 'running' });
  expect(after(pressed, received, acknowledged).standing.button).toBeUndefined();
});

test('an outcome that overtakes its receipt settles the element all the same', () => {
  expect(after(pressed, acknowledged, received)).toEqual(noInteractions);
});

test('an interaction that nobody acknowledged leaves its element unanswered', () => {
  const timedOut = { ...acknowledged, outcome: 'timed_out' } as const;

  expect(after(pressed, received, timedOut).standing.button).toEqual({
    kind: 'unanswered',
    outcome: 'timed_out',
  });
});

test('a refusal stays with its element until it is pressed again', () => {
  const refused = { kind: 'refused', element: 'button', error: 'no' } as const;

  expect(after(pressed, refused).standing.button).toEqual({ kind: 'refused', error: 'no' });
  expect(after(pressed, refused, pressed).standing.button).toEqual({ kind: 'running' });
});

test('the outcomes of another window’s interactions are not hoarded', () => {
  const others = Array.from({ length: 100 }, (_, index) => ({
    ...acknowledged,
    interaction: `other${index}`,
  }));

  expect(Object.keys(after(...others).early)).toHaveLength(20);
});

test('after a break of the stream nothing is waited for', () => {
  expect(after(pressed, received, { kind: 'forgotten' })).toEqual(noInteractions);
});

function after(...events: readonly InteractionEvent[]) {
  return events.reduce(reduceInteractions, noInteractions);
}
