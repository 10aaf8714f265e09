import { type Connection, isLive } from '../../domain/connection.ts';
import { inOrder, type ListedConnection, noPossibleMatches } from '../../domain/connection-list.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { PeopleRule } from '../../domain/person.ts';
import type { ExactTarget, ManyTargetRef } from '../../domain/target.ts';
import type { ActionAccessContext } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { maxNames, namesToBlock } from '../block/authorize-block.ts';
import { listsOf, readEndpoints, withoutNetwork } from '../connections/list-connections.ts';
import { possibleMatches } from '../connections/possible-matches.ts';
import {
  type Asked,
  isOfAsked,
  namesAsked,
  type UnresolvedTarget,
  withoutNames,
} from '../connections/resolve-several.ts';
import { chooseEndpoints } from '../connections/resolve-target.ts';
import { actorIn, foreseenNeed } from './approval-needed.ts';
import { type KickFinding, noneOf } from './kick-finding.ts';

interface ManySelection {
  readonly targetRef: ManyTargetRef;
  readonly on: string | undefined;
  readonly leftOut: readonly PersonId[];
}

/**
 * Looks up which connections a kick of many would terminate, and authorizes it in this channel.
 *
 * @param request `leftOut` are people about whom nothing is done, because the actor was told so.
 */
export async function findManyToTerminate(
  app: AppContext,
  access: ActionAccessContext,
  { targetRef, on, leftOut }: ManySelection,
): Promise<KickFinding> {
  const choice = chooseEndpoints(app.rules, access, 'kick-many', on);
  if (choice.kind !== 'chosen') return choice;
  const { endpoints } = choice;
  // A kick of everyone must name one endpoint.
  if (targetRef.kind === 'everyone' && on === undefined)
    return { kind: 'unknown_endpoint', text: '', known: endpoints.map(({ name }) => name) };

  const asked =
    targetRef.kind === 'everyone' ? undefined : await namesAsked(app, targetRef.targetRef, leftOut);
  const target = targetFrom(asked);
  const { found, unavailable } = await readEndpoints(app.vpn, endpoints, target);
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.filter(isLive).map((connection) => ({ connection, endpoint, mayTerminate: true })),
  );
  const isMeant = ({ connection }: ListedConnection) =>
    asked?.some((one) => isOfAsked(connection, one, app.rules.people)) ?? true;
  const live = seen.filter(isMeant);
  const otherUsers = seen.filter((listed) => !isMeant(listed));
  const outOfScope = on === undefined ? app.rules.endpoints.filter((one) => !endpoints.includes(one)) : [];
  const unresolved = unresolvedAmong(
    asked ?? [],
    live.map(({ connection }) => connection),
    app.rules.people,
  );
  const where = { lists: listsOf(found), endpoints };
  const possible =
    target.kind === 'names' ? await possibleMatches(app, access, target.names, where) : noPossibleMatches;
  const surroundings = { unavailable, outOfScope, unresolved, otherUsers, possible };
  if (live.length === 0) return noneOf(surroundings, targetRef, withoutNetwork(found));

  const need = await foreseenNeed(app, {
    ...actorIn(access),
    connections: live.map(({ connection }) => connection),
    target,
  });
  const connected = (asked ?? []).filter((one) =>
    live.some(({ connection }) => isOfAsked(connection, one, app.rules.people)),
  );
  const blockNames = await namesToBlock(app, access, connected, on);
  return {
    ...surroundings,
    kind: 'found',
    target,
    connections: inOrder(live),
    need,
    mayBlock: blockNames.length > 0 && blockNames.length <= maxNames,
    blockNames,
    hitsOtherUsers: false,
  };
}

function targetFrom(asked: readonly Asked[] | undefined): ExactTarget {
  if (asked === undefined) return { kind: 'everyone' };
  return { kind: 'names', names: [...new Set(asked.flatMap(({ names }) => names))] };
}

/** Lists the targets without a connection, except members of groups who are simply not connected. */
function unresolvedAmong(
  asked: readonly Asked[],
  live: readonly Connection[],
  people: PeopleRule,
): readonly UnresolvedTarget[] {
  const off = asked.flatMap((one): UnresolvedTarget[] => {
    const { targetRef, names, isOfGroup } = one;
    const isOn = isOfGroup || live.some((connection) => isOfAsked(connection, one, people));
    return names.length === 0 || isOn ? [] : [{ targetRef, why: 'off' }];
  });
  return [...off, ...withoutNames(asked)];
}
