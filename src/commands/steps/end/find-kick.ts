import { mostNamesLength } from '../../../core/approval.ts';
import type { ActingSituation } from '../../../core/decide.ts';
import type { KickFinding } from '../../../core/kick-finding.ts';
import { namesOfConnections, namesText } from '../../../core/vpn-name.ts';
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
  if (finding.kind === 'refused') return finding;
  if (!breakGlass) return tooManyToApprove(finding) ?? finding;

  const decision = await decideBreakGlass(world, asker.person);
  return decision.allowed ? finding : { kind: 'refused', refusal: decision };
}

/** Nobody approves what cannot be shown. */
function tooManyToApprove(finding: KickFinding): KickFinding | undefined {
  if (finding.kind !== 'found' || finding.need === undefined) return undefined;

  const connections = finding.sessions.map(({ connection }) => connection);
  if (namesText(connections).length <= mostNamesLength) return undefined;
  return { kind: 'too_many_to_approve', names: namesOfConnections(connections).length };
}
