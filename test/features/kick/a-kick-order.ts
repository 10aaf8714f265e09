import { randomUUID } from 'node:crypto';
import type { KickWhom } from '../../../src/domain/target.ts';
import type { KickOrder } from '../../../src/features/kick/kick.ts';
import { correlation } from '../../builders/ids.ts';
import { helga } from '../../doubles/an-app.ts';
import { anAsker } from '../../doubles/an-asker.ts';

/** Helga, in #helpdesk, wants every session of bob@example.com ended; each time it is another request. */
export function aKickOrder(
  given: Partial<Omit<KickOrder, 'aim'>> & { readonly whom?: KickWhom; readonly on?: string } = {},
): KickOrder {
  const { whom = { kind: 'name', name: 'bob@example.com' }, on, ...rest } = given;
  return {
    correlation: correlation(randomUUID()),
    asker: anAsker(helga),
    aim: { whom, on },
    only: undefined,
    reason: 'stale session, user asked',
    breakGlass: false,
    typed: '',
    ...rest,
  };
}
