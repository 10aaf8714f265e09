import type { Arrangement } from '../../domain/arrangement.ts';
import type { ConnectionList, ConnectionPhase } from '../../domain/connection-list.ts';
import type { TargetRef } from '../../domain/target.ts';
import type { TeamList } from '../../domain/team-list.ts';
import { type Audience, authorize, authorizeAudience } from '../../policy/authorize.ts';
import { loadAccess, loadActionAccess, type Requester } from '../../policy/load-access.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import { type FromAddress, recordsFromAddress, withPageOrigins } from '../connections/origins.ts';
import {
  chooseEndpoints,
  type EndpointChoice,
  ownTargetOf,
  type TargetOf,
  targetOf,
} from '../connections/resolve-target.ts';
import { findTerminations, type Terminations } from '../details/find-terminations.ts';
import { withAddressMatches } from './address-matches.ts';
import { listTeam, withTeamOrigins } from './team.ts';

interface LookRequest {
  readonly requester: Requester;
  readonly audience: Audience;
  /** By default, the lookup waits for the complete list. */
  readonly freshness?: Freshness;
  /** The page that is shown, from 0. */
  readonly page?: number;
}

interface MeRequest extends LookRequest {
  /** Whether EC2 is also asked for this person alone, which finds what is newer than the latest list. True by default. */
  readonly narrows?: boolean;
}

export interface WhoRequest extends LookRequest {
  readonly targetRef: TargetRef;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
  /** By default, live connections. EC2 lists those that ended for 60 minutes. */
  readonly phase?: ConnectionPhase;
  /** Not used for groups, whose connections are shown by member. */
  readonly arrangement?: Arrangement;
}

export type WhoResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'listed';
      readonly connectionList: ConnectionList;
      /**
       * How many connections are left out of the list of one's own: they have a name of theirs but are, or may be,
       * those of other users.
       */
      readonly notOwn: number;
      /** Who terminated the connections of a history. */
      readonly terminations?: Terminations | undefined;
      /** If an address was searched for: what is known of it as a public one. */
      readonly fromAddress?: FromAddress | undefined;
    }
  | { readonly kind: 'team'; readonly team: TeamList };

/**
 * Lists who is connected, or whose connections ended recently: everyone, those whose name matches a text, one person,
 * or a user group, whose members are listed while they are connected.
 */
export async function who(app: ReadContext, request: WhoRequest): Promise<WhoResult> {
  const { requester, targetRef, on, audience, phase = 'live', arrangement } = request;
  const { freshness = whole, page = 0 } = request;
  // Sharing posts in the channel, so it is authorized like an action.
  const access =
    audience === 'channel' ? await loadActionAccess(app, requester) : await loadAccess(app, requester);
  const shown = authorizeAudience(app.rules, access, phase === 'live' ? 'who' : 'history', audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const choice = chooseEndpoints(app.rules, access, 'see', on);
  if (choice.kind !== 'chosen') return choice;
  const { endpoints } = choice;
  if (targetRef.kind === 'group') {
    const team = await listTeam(app, access, endpoints, targetRef.group, freshness);
    return { kind: 'team', team: audience === 'channel' ? team : await withTeamOrigins(app, access, team) };
  }

  const resolved = await targetOf(app, targetRef);
  if (resolved.kind !== 'target') return resolved;

  const ask = { phase, narrows: true, ...freshness, ...arrangement };
  const list = listFromSnapshots(app, access, endpoints, resolved.target, ask);
  // Public addresses are for one person alone: a shared list neither shows nor searches them.
  if (audience === 'channel') return { kind: 'listed', connectionList: await list, notOwn: 0 };
  const [found, search] = await Promise.all([
    list,
    phase === 'live' ? recordsFromAddress(app, endpoints, targetRef) : ('not_searched' as const),
  ]);
  const { connectionList, fromAddress } = await withAddressMatches(
    found,
    search,
    (endpoint, target) => listFromSnapshots(app, access, [endpoint], target, ask),
    arrangement,
  );
  const withAddresses = await withPageOrigins(app, access, connectionList, page);
  const terminations = phase === 'ended' ? await terminationsIn(app, connectionList) : undefined;
  return { kind: 'listed', connectionList: withAddresses, notOwn: 0, terminations, fromAddress };
}

/** More connections than this end within an hour only if something is wrong, and then the latest matter. */
const maxExplained = 1_000;

function terminationsIn(app: ReadContext, { connections, possible }: ConnectionList): Promise<Terminations> {
  const ended = [...connections.slice(0, maxExplained), ...possible.connections];
  return findTerminations(
    app,
    ended.map(({ connection }) => connection),
  );
}

/** Lists a full member's own connections, whichever channel they ask in. */
export async function me(app: ReadContext, request: MeRequest): Promise<WhoResult> {
  const { requester, audience, freshness = whole, narrows = true, page = 0 } = request;
  const access = await loadAccess(app, requester);
  const decision = authorize(app.rules, access, 'self');
  if (!decision.allowed) return { kind: 'refused', denial: decision };
  const shown = authorizeAudience(app.rules, access, 'me', audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const resolved = ownTargetOf(app.rules, access.person);
  if (resolved.kind !== 'target') return resolved;

  const ask = { phase: 'live', narrows, order: 'longest', ...freshness } as const;
  const list = await listFromSnapshots(app, access, app.rules.endpoints, resolved.target, ask);
  const found = list.connections.slice();
  const connections = found.filter(({ connection }) => isOwn(app.rules, access.person, connection));
  // A connection whose name only resembles the member's own may be someone else's, and not everyone may see those.
  const possible = { ...list.possible, connections: [] };
  return {
    kind: 'listed',
    connectionList: await withPageOrigins(app, access, { ...list, connections, possible }, page),
    notOwn: found.length - connections.length,
  };
}
