import type { ConnectionList } from '../../domain/connection-list.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { type Audience, authorizeAudience } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
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
  readonly requester: Requester;
  readonly targetRef: SingleTargetRef;
  readonly on: string | undefined;
  readonly audience: Audience;
  readonly freshness?: Freshness;
}

export type HistoryResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | { readonly kind: 'seen'; readonly connectionList: ConnectionList };

/**
 * Lists the connections that ended in the last 60 minutes, which is as far back as EC2 lists them, the latest first.
 */
export async function history(app: ReadContext, request: HistoryRequest): Promise<HistoryResult> {
  const access = await loadAccess(app, request.requester);
  const shown = authorizeAudience(app.rules, access, 'history', request.audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const choice = chooseEndpoints(app.rules, access, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  const resolved = await targetOf(app, request.targetRef);
  if (resolved.kind !== 'target') return resolved;

  const ask = { phase: 'ended', narrows: true, ...(request.freshness ?? whole) } as const;
  const connectionList = await listFromSnapshots(app, access, choice.endpoints, resolved.target, ask);
  return { kind: 'seen', connectionList };
}
