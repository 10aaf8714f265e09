import type { ActingSituation } from '../../../core/decide.ts';
import type { KickFinding } from '../../../core/kick-finding.ts';
import type { World } from '../../../ports/world.ts';
import type { Asker } from '../asker.ts';
import { decideBreakGlass } from './break-glass.ts';
import { findSessionsToEnd, type KickAim } from './find-sessions-to-end.ts';

/** Looks up and decides what a kick would end; whoever says `break-glass` has to be one who may, needed or not. */
export async function findKick(
  world: World,
  situation: ActingSituation,
  { asker, aim, breakGlass }: { readonly asker: Asker; readonly aim: KickAim; readonly breakGlass: boolean },
): Promise<KickFinding> {
  const finding = await findSessionsToEnd(world, situation, aim);
  if (finding.kind === 'refused' || !breakGlass) return finding;

  const decision = await decideBreakGlass(world, asker.person);
  return decision.allowed ? finding : { kind: 'refused', refusal: decision };
}
