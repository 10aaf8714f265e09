import type { ConnectionList, TeamList } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { OneWhom, Whom } from '../../domain/target.ts';
import { type Asker, loadActingSituation, loadSituation } from '../../policy/authorize.ts';
import { type Audience, decideAudience, type Situation } from '../../policy/decide.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/choose-endpoints.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import { type TargetOf, targetOf } from '../connections/resolve-target.ts';
import { lookAtTeam } from './look-at-team.ts';

export interface WhoRequest {
  readonly asker: Asker;
  readonly whom: Whom;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
  readonly audience: Audience;
  /** Without it, the lookup waits for the complete list. */
  readonly freshness?: Freshness;
}

export type WhoResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly sighting: ConnectionList;
      /** Number of connections that are left out of the list of one's own. */
      readonly notOwn?: number;
    }
  | { readonly kind: 'team'; readonly team: TeamList };

/** Lists who is connected: everyone, those whose name matches a text, one person, or a user group. */
export async function who(app: ReadContext, request: WhoRequest): Promise<WhoResult> {
  const { asker, audience } = request;
  // Sharing posts in the channel, so it is authorized like an action.
  const situation =
    audience === 'channel' ? await loadActingSituation(app, asker) : await loadSituation(app, asker);
  const shown = decideAudience(app.rules, situation, 'who', audience);
  if (!shown.allowed) return { kind: 'refused', refusal: shown };

  const choice = chooseEndpoints(app.rules, situation, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  return request.whom.kind === 'group'
    ? {
        kind: 'team',
        team: await lookAtTeam(app, situation, choice.endpoints, request.whom.group, request.freshness),
      }
    : lookAtWhom(app, situation, choice.endpoints, request.whom, request.freshness);
}

async function lookAtWhom(
  app: ReadContext,
  situation: Situation,
  endpoints: readonly Endpoint[],
  whom: OneWhom,
  freshness = whole,
): Promise<WhoResult> {
  const resolved = await targetOf(app, whom);
  if (resolved.kind !== 'target') return resolved;

  const ask = { life: 'live', narrows: true, ...freshness } as const;
  return { kind: 'seen', sighting: await listFromSnapshots(app, situation, endpoints, resolved.target, ask) };
}
