import { randomUUID } from 'node:crypto';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import type { KickOrder } from '../../../src/features/kick/kick.ts';
import { correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { helga } from '../../doubles/an-app.ts';

/** Helga’s order in #helpdesk to terminate every connection of bob@example.com; each call makes a new request. */
export function aKickOrder(
  given: Partial<Omit<KickOrder, 'selection'>> & {
    readonly targetRef?: KickTargetRef;
    readonly on?: string;
  } = {},
): KickOrder {
  const { targetRef = { kind: 'name', name: 'bob@example.com' }, on, ...rest } = given;
  return {
    correlation: correlation(randomUUID()),
    requester: aRequester(helga),
    selection: { targetRef, on },
    only: undefined,
    reason: 'stale session, user asked',
    breakGlass: false,
    typed: '',
    ...rest,
  };
}
