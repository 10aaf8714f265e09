import { randomUUID } from 'node:crypto';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import type { KickOrder } from '../../../src/features/kick/kick.ts';
import { correlation } from '../../builders/ids.ts';
import { helga } from '../../doubles/an-app.ts';
import { anAsker } from '../../doubles/an-asker.ts';

/** Helga, in #helpdesk, wants every session of bob@example.com ended; each time it is another request. */
export function aKickOrder(
  given: Partial<Omit<KickOrder, 'selection'>> & {
    readonly targetRef?: KickTargetRef;
    readonly on?: string;
  } = {},
): KickOrder {
  const { targetRef = { kind: 'name', name: 'bob@example.com' }, on, ...rest } = given;
  return {
    correlation: correlation(randomUUID()),
    requester: anAsker(helga),
    selection: { targetRef, on },
    only: undefined,
    reason: 'stale session, user asked',
    breakGlass: false,
    typed: '',
    ...rest,
  };
}
