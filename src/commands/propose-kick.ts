import type { KickFinding } from '../core/kick-finding.ts';
import type { World } from '../ports/world.ts';
import type { KickOrder } from './kick.ts';
import { actingSituationOf } from './steps/asker.ts';
import { findKick } from './steps/end/find-kick.ts';
import { recordRefusal } from './steps/record.ts';

/** Shows which sessions a kick would end, before anyone confirms it; a refusal is recorded. */
export async function proposeKick(
  world: World,
  request: Pick<KickOrder, 'asker' | 'aim' | 'breakGlass'>,
): Promise<KickFinding> {
  const situation = await actingSituationOf(world, request.asker);
  const found = await findKick(world, situation, request);

  if (found.kind === 'refused') {
    await recordRefusal(world, request.asker, situation, request.aim.whom, found.refusal);
  }
  return found;
}
