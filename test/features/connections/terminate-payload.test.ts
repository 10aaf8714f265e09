import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  parseTerminateButton,
  valueFromTerminateButton,
} from '../../../src/features/connections/payloads.ts';
import { connectionId } from '../../builders/ids.ts';
import { hostileText } from '../../slack/hostile-text.ts';

const asOf = new Date('2026-11-02T09:00:00Z');

test('a button says which connection, on which endpoint, as of when', () => {
  const button = { connection: connectionId(`cvpn-connection-${'f'.repeat(40)}`), on: 'e'.repeat(40), asOf };

  const value = valueFromTerminateButton(button);

  expect(parseTerminateButton(value)).toEqual(button);
  expect(value.length).toBeLessThanOrEqual(2000);
});

test.each(['', '[]', '["bob","lab",0]', '["cvpn-connection-0a","lab"]', '["cvpn-connection-0a","lab","0"]'])(
  '%s names no session',
  (value) => {
    expect(parseTerminateButton(value)).toBeUndefined();
  },
);

test('any text is a button’s value or not, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseTerminateButton(text)).not.toThrow();
    }),
  );
});
