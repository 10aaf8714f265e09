import type { ExactWhom } from '../../../src/domain/target.ts';
import type { BlockOrder } from '../../../src/features/block/block.ts';
import { correlation } from '../../builders/ids.ts';
import { helga } from '../../doubles/an-app.ts';
import { anAsker } from '../../doubles/an-asker.ts';

/** Helga, in #secops, wants Mallory kept out of everything for four hours. */
export function aBlockOrder(
  given: Partial<Omit<BlockOrder, 'aim'>> & { readonly whom?: ExactWhom; readonly on?: string } = {},
): BlockOrder {
  const { whom = { kind: 'name', name: 'mallory@example.com' }, on, ...rest } = given;
  return {
    correlation: correlation('block-0001'),
    asker: anAsker(helga, 'C0SECOPS'),
    aim: { whom, on },
    length: { kind: 'for', ms: 4 * 3_600_000 },
    reason: 'laptop stolen',
    ...rest,
  };
}
