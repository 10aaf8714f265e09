import { mostNamesLength } from '../../domain/approval.ts';
import type { KickAim } from '../../domain/target.ts';
import { namesOfConnections, namesText } from '../../domain/vpn-name.ts';
import type { Asker } from '../../policy/authorize.ts';
import type { ActingSituation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { decideBreakGlass } from './break-glass.ts';
import { findConnectionsToTerminate } from './find-connections.ts';
import type { KickFinding } from './kick-finding.ts';

/**
 * Finds and authorizes what a kick would terminate. An actor who uses `break-glass` must be allowed to, even if the
 * kick needs no second person.
 */
export async function findKick(
  app: AppContext,
  situation: ActingSituation,
  { asker, aim, breakGlass }: { readonly asker: Asker; readonly aim: KickAim; readonly breakGlass: boolean },
): Promise<KickFinding> {
  const finding = await findConnectionsToTerminate(app, situation, aim);
  if (finding.kind === 'refused') return finding;
  if (!breakGlass) return tooManyToApprove(finding) ?? finding;

  const decision = await decideBreakGlass(app, asker.person);
  return decision.allowed ? finding : { kind: 'refused', refusal: decision };
}

/** Rejects a kick with more names than can be shown to the second person who has to approve it. */
function tooManyToApprove(finding: KickFinding): KickFinding | undefined {
  if (finding.kind !== 'found' || finding.need === undefined) return undefined;

  const connections = finding.sessions.map(({ connection }) => connection);
  if (namesText(connections).length <= mostNamesLength) return undefined;
  return { kind: 'too_many_to_approve', names: namesOfConnections(connections).length };
}
