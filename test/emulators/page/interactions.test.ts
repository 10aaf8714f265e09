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
  expect(after(pressed, received).status.button).toEqual({ kind: 'running' });
  expect(after(pressed, received, acknowledged).status.button).toBeUndefined();
});

test('an outcome that arrives before its receipt settles the element', () => {
  expect(after(pressed, acknowledged, received)).toEqual(noInteractions);
});

test('an interaction that is not acknowledged leaves its element unanswered', () => {
  const timedOut = { ...acknowledged, outcome: 'timed_out' } as const;

  expect(after(pressed, received, timedOut).status.button).toEqual({
    kind: 'unanswered',
    outcome: 'timed_out',
  });
});

test('a refusal stays with its element until it is pressed again', () => {
  const refused = { kind: 'refused', element: 'button', error: 'no' } as const;

  expect(after(pressed, refused).status.button).toEqual({ kind: 'refused', error: 'no' });
  expect(after(pressed, refused, pressed).status.button).toEqual({ kind: 'running' });
});

test('only the latest 20 outcomes of another window’s interactions are kept', () => {
  const others = Array.from({ length: 100 }, (_, index) => ({
    ...acknowledged,
    interaction: `other${index}`,
  }));

  expect(Object.keys(after(...others).early)).toHaveLength(20);
});

test('after an interruption of the stream no element is running', () => {
  expect(after(pressed, received, { kind: 'forgotten' })).toEqual(noInteractions);
});

function after(...events: readonly InteractionEvent[]) {
  return events.reduce(reduceInteractions, noInteractions);
}
