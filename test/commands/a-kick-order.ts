import type { KickOrder } from '../../src/commands/kick.ts';
import type { ExactWhom } from '../../src/core/whom.ts';
import { helga } from '../doubles/a-world.ts';
import { anAsker } from '../doubles/an-asker.ts';

/** Helga, in #helpdesk, wants every session of bob@example.com ended. */
export function aKickOrder(
  given: Partial<Omit<KickOrder, 'aim'>> & { readonly whom?: ExactWhom; readonly on?: string } = {},
): KickOrder {
  const { whom = { kind: 'name', name: 'bob@example.com' }, on, ...rest } = given;
  return {
    asker: anAsker(helga),
    aim: { whom, on },
    only: undefined,
    reason: 'stale session, user asked',
    ...rest,
  };
}
