import type { BlockTargetRef } from '../../../src/domain/target.ts';
import type { BlockOrder } from '../../../src/features/block/block.ts';
import { correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { helga } from '../../doubles/an-app.ts';

/** Helga, in #secops, wants Mallory kept out of everything for four hours. */
export function aBlockOrder(
  given: Partial<Omit<BlockOrder, 'selection'>> & {
    readonly targetRef?: BlockTargetRef;
    readonly on?: string;
  } = {},
): BlockOrder {
  const { targetRef = { kind: 'name', name: 'mallory@example.com' }, on, ...rest } = given;
  return {
    correlation: correlation('block-0001'),
    requester: aRequester(helga, 'C0SECOPS'),
    selection: { targetRef, on },
    length: { kind: 'for', ms: 4 * 3_600_000 },
    reason: 'laptop stolen',
    ...rest,
  };
}
