import { type Connection, isLive } from '../../../core/connection.ts';
import type { Situation } from '../../../core/decide.ts';
import type { KickFinding, Unmet } from '../../../core/kick-finding.ts';
import { type ExactTarget, inOrder } from '../../../core/selection.ts';
import { foldName, namesOn } from '../../../core/vpn-name.ts';
import type { ManyWhom } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';
import { chooseEndpoints } from '../look/choose-endpoints.ts';
import { readLists } from '../look/look.ts';
import { type Asked, namesAsked } from '../look/names-asked.ts';
import { needFor } from './need-for.ts';

/**
 * Looks up afresh whose sessions a kick of many would end, and decides whether that may be done here. The endpoints'
 * whole lists are read: that one of several was found would prove nothing about the others.
 */
export async function findManyToEnd(
  world: World,
  situation: Situation,
  whom: ManyWhom,
  on: string | undefined,
): Promise<KickFinding> {
  const choice = chooseEndpoints(world.rules, situation, 'kick-many', on);
  if (choice.kind !== 'chosen') return choice;
  const { endpoints } = choice;
  // Everyone everywhere is never meant.
  if (whom.kind === 'everyone' && on === undefined)
    return { kind: 'unknown_endpoint', text: '', known: endpoints.map(({ name }) => name) };

  const asked = whom.kind === 'everyone' ? [] : await namesAsked(world, whom.whom);
  const target = targetFrom(whom, asked);
  const { found, missing } = await readLists(world.vpn, endpoints, target);
  const live = found.flatMap(({ endpoint, connections }) =>
    connections.filter(isLive).map((connection) => ({ connection, endpoint, mayEnd: true })),
  );
  const beyond = on === undefined ? world.rules.endpoints.filter((one) => !endpoints.includes(one)) : [];
  const unmet = unmetAmong(
    asked,
    live.map(({ connection }) => connection),
  );
  if (live.length === 0) return { kind: 'none', whom, missing, beyond, unmet };

  const need = needFor(world.rules, situation.person, live);
  // Who is kept out is kept out one at a time.
  return { kind: 'found', target, sessions: inOrder(live), missing, beyond, need, mayBlock: false, unmet };
}

function targetFrom(whom: ManyWhom, asked: readonly Asked[]): ExactTarget {
  if (whom.kind === 'everyone') return whom;
  return { kind: 'names', names: [...new Set(asked.flatMap(({ names }) => names))] };
}

/** Of a group it is no news who is off. */
function unmetAmong(asked: readonly Asked[], live: readonly Connection[]): readonly Unmet[] {
  const on = new Set(live.flatMap(namesOn).map(foldName));
  return asked.flatMap(({ whom, names, isOfGroup }): Unmet[] => {
    if (names.length === 0) return [{ whom, why: 'nameless' }];
    return isOfGroup || names.some((name) => on.has(foldName(name))) ? [] : [{ whom, why: 'off' }];
  });
}
