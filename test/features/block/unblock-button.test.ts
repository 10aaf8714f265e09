import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBlockKey, valueFromBlockKey } from '../../../src/features/block/payloads.ts';
import { aBlock } from '../../contract/a-block.ts';
import { hostileText } from '../../slack/hostile-text.ts';

test.each([
  aBlock(),
  aBlock({
    endpoint: `cvpn-endpoint-${'f'.repeat(40)}`,
    correlation: 'c'.repeat(40),
    name: '\u0001'.repeat(255),
  }),
])('a button identifies its block', (block) => {
  const value = valueFromBlockKey(block);

  const { name, endpoint, correlation } = block;
  expect(parseBlockKey(value)).toEqual({ name, endpoint, correlation });
  expect(value.length).toBeLessThanOrEqual(2000);
});

test.each(['', '[]', '["bob","",""]', '["","","c-0001"]', '["bob","lab","c-0001"]', '["bob","c-0001"]'])(
  '%s names no block',
  (value) => {
    expect(parseBlockKey(value)).toBeUndefined();
  },
);

test('any text is a button’s value or not, and never an error', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.json()), (text) => {
      expect(() => parseBlockKey(text)).not.toThrow();
    }),
  );
});
