import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReconnectButton, valueFromReconnectButton } from '../../../src/features/reconnect/payloads.ts';
import { someExactTargetRef } from '../../slack/block-kit/some-targets.ts';
import { hostileText } from '../../slack/hostile-text.ts';

const longestValue = 2000;

test('a button identifies its person, endpoint and time', () => {
  fc.assert(
    fc.property(someExactTargetRef, (targetRef) => {
      const button = { targetRef, on: 'e'.repeat(40), seenAt: new Date('2026-11-02T09:00:00Z') };

      const value = valueFromReconnectButton(button);

      expect(parseReconnectButton(value)).toEqual(button);
      expect(value.length).toBeLessThanOrEqual(longestValue);
    }),
  );
});

test.each(['', 'null', '["everyone","lab",0]', '["text:bob","lab",0]', '["name:bob","lab","now"]'])(
  '%s identifies no button',
  (text) => {
    expect(parseReconnectButton(text)).toBeUndefined();
  },
);

test('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseReconnectButton(text)).not.toThrow();
    }),
  );
});
