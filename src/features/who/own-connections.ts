import type { ConnectionList } from '../../domain/connection-list.ts';
import { type Asker, loadSituation } from '../../policy/authorize.ts';
import { type Audience, authorize, type Denial, decideAudience } from '../../policy/decide.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import { ownTargetOf, type TargetOf } from '../connections/resolve-target.ts';

export type MeResult =
  | { readonly kind: 'refused'; readonly refusal: Denial }
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly sighting: ConnectionList;
      /** How many connections have a name of theirs but are, or may be, those of other users; they are not shown. */
      readonly notOwn: number;
    };

/** Lists a full member's own connections, whichever channel they ask in. */
export async function me(
  app: ReadContext,
  request: { readonly asker: Asker; readonly audience: Audience; readonly freshness?: Freshness },
): Promise<MeResult> {
  const situation = await loadSituation(app, request.asker);
  const decision = authorize(app.rules, situation, 'self');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };
  const shown = decideAudience(app.rules, situation, 'me', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const resolved = ownTargetOf(app.rules, situation.person);
  if (resolved.kind !== 'target') return resolved;

  const ask = { life: 'live', narrows: true, ...(request.freshness ?? whole) } as const;
  const list = await listFromSnapshots(app, situation, app.rules.endpoints, resolved.target, ask);
  const found = list.sessions.slice();
  const sessions = found.filter(({ connection }) => isOwn(app.rules, situation.person, connection));
  // A connection whose name only resembles the member's own may be someone else's, and not everyone may see those.
  const possible = { ...list.possible, connections: [] };
  return {
    kind: 'seen',
    sighting: { ...list, sessions, possible },
    notOwn: found.length - sessions.length,
  };
}
