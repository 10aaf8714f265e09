import type { ConnectionList } from '../../domain/connection-list.ts';
import type { OneWhom } from '../../domain/target.ts';
import { type Asker, loadSituation } from '../../policy/authorize.ts';
import { type Audience, decideAudience } from '../../policy/decide.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import {
  chooseEndpoints,
  type EndpointChoice,
  type TargetOf,
  targetOf,
} from '../connections/resolve-target.ts';

export interface HistoryRequest {
  readonly asker: Asker;
  readonly whom: OneWhom;
  readonly on: string | undefined;
  readonly audience: Audience;
  readonly freshness?: Freshness;
}

export type HistoryResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | { readonly kind: 'seen'; readonly sighting: ConnectionList };

/**
 * Lists the connections that ended in the last 60 minutes, which is as far back as EC2 lists them, the latest first.
 */
export async function history(app: ReadContext, request: HistoryRequest): Promise<HistoryResult> {
  const situation = await loadSituation(app, request.asker);
  const shown = decideAudience(app.rules, situation, 'history', request.audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const choice = chooseEndpoints(app.rules, situation, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  const resolved = await targetOf(app, request.whom);
  if (resolved.kind !== 'target') return resolved;

  const ask = { life: 'ended', narrows: true, ...(request.freshness ?? whole) } as const;
  const sighting = await listFromSnapshots(app, situation, choice.endpoints, resolved.target, ask);
  return { kind: 'seen', sighting };
}
