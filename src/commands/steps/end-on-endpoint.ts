import { type Connection, isLive } from '../../core/connection.ts';
import type { KickPart } from '../../core/kick.ts';
import type { ExactTarget } from '../../core/selection.ts';
import type { MissingEndpoint } from '../../core/sighting.ts';
import { isSameName, nameOf } from '../../core/vpn-name.ts';
import type { World } from '../../ports/world.ts';
import { endSessions, type Job, type Onlooker, requestEnd } from './end-sessions.ts';
import { lookAt } from './look.ts';
import { needFor } from './need-for.ts';

/** Someone who is back after this many rounds has to be kept out, not kicked once more. */
const mostRounds = 3;

export interface EndedOnEndpoint {
  /** Sessions of the target that were there again after the last round. */
  readonly stillOn: readonly Connection[];
  /** The endpoint, when the last look did not succeed: then nobody knows whether someone is still on. */
  readonly missing: readonly MissingEndpoint[];
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
}

/**
 * Brings the rounds on one endpoint to their end; when every session of a name is meant, looks again and goes on
 * until none is left.
 *
 * @param parts The rounds so far, the last one wherever it stands.
 * @throws {Failure} `audit_unwritable` or `taken_over`
 */
export async function endOnEndpoint(
  world: World,
  job: Job,
  target: ExactTarget,
  parts: readonly [KickPart, ...KickPart[]],
  onlooker: Onlooker,
): Promise<EndedOnEndpoint> {
  const known = new Set(parts.flatMap(({ sessions }) => sessions.map(({ connection }) => connection.id)));
  let part = parts.at(-1) ?? parts[0];

  for (let round = parts.length; ; round += 1) {
    part = await endSessions(world, job, part, onlooker);
    for (const { connection } of part.sessions) known.add(connection.id);
    if (!job.endsAll || part.isUnrecorded)
      return { stillOn: [], missing: [], isUnrecorded: part.isUnrecorded };

    const look = await lookAt(world.vpn, [job.endpoint], target);
    const live = look.found.flatMap(({ connections }) => connections.filter(isLive));
    const fresh = live.filter(({ id }) => !known.has(id));
    const back = fresh.filter((connection) => goesBy(connection, target));
    if (back.length === 0 || round >= mostRounds || (await needsSecondPerson(world, job, back))) {
      return { stillOn: fresh, missing: look.missing, isUnrecorded: false };
    }
    part = await requestEnd(world, job, back);
  }
}

/** Someone else's session with the name on its certificate is not what was decided about in the first round. */
function goesBy(connection: Connection, target: ExactTarget): boolean {
  const name = nameOf(connection);
  if (target.kind !== 'names' || name.kind === 'unnamed') return false;
  return target.names.some((wanted) => isSameName(wanted, name.text));
}

/** What one person may not end alone in the first round, they may not in a later one either. */
async function needsSecondPerson(
  { rules, directory }: World,
  { by, context }: Job,
  connections: readonly Connection[],
): Promise<boolean> {
  if (context.authority.kind !== 'alone') return false;

  const sessions = connections.map((connection) => ({ connection }));
  return needFor(rules, await directory.person(by), sessions) !== undefined;
}
