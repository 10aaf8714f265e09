import { type Connection, isLive } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import type { KickPart } from '../../domain/kick.ts';
import { namesListedIn } from '../../domain/listed-names.ts';
import type { PeopleRule } from '../../domain/person.ts';
import { countUsers, isOfUser } from '../../domain/users.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { readEndpoint } from '../connections/list-connections.ts';
import { approvalNeeded } from './approval-needed.ts';
import {
  type KickObserver,
  requestEnd,
  type TerminateOrder,
  terminateConnections,
} from './terminate-connections.ts';

/** Someone who is back after this many rounds has to be kept out, not kicked once more. */
const mostRounds = 3;

export interface KickedOnEndpoint {
  /** Sessions of the target that were there again after the last round; of many, only those that are new. */
  readonly stillOn: readonly Connection[];
  /** The endpoint, when the last look did not succeed: then nobody knows whether someone is still on. */
  readonly missing: readonly UnavailableEndpoint[];
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
}

/**
 * Brings the parts on one endpoint to their end, one after the other; when every session of a name is meant, looks
 * again and goes on until none is left. After a kick of many, the look only tells who is on.
 *
 * @param parts All that was requested so far, wherever each part stands.
 * @throws {Failure} `audit_unwritable` or `taken_over`
 */
export async function kickOnEndpoint(
  app: AppContext,
  job: TerminateOrder,
  target: ExactTarget,
  parts: readonly KickPart[],
  onlooker: KickObserver,
): Promise<KickedOnEndpoint> {
  const known = new Set(parts.flatMap(({ sessions }) => sessions.map(({ connection }) => connection.id)));
  let left = parts;
  let requested = parts;

  for (let round = roundOf(parts); ; round += 1) {
    const ended = await endParts(app, job, left, onlooker);
    for (const { connection } of ended.flatMap(({ sessions }) => sessions)) known.add(connection.id);
    const isUnrecorded = ended.some((part) => part.isUnrecorded);
    if (job.extent === 'listed' || isUnrecorded || (await job.isStopped()))
      return { stillOn: [], missing: [], isUnrecorded };

    const look = await readEndpoint(app.vpn, [job.endpoint], target);
    const live = look.found.flatMap(({ connections }) => connections.filter(isLive));
    const fresh = live.filter(({ id }) => !known.has(id));
    const meant = fresh.filter((connection) => isOfTarget(connection, target, app.rules.people));
    const back =
      job.extent === 'many' ? meant : withoutFurtherUsers(meant, requested, target, app.rules.people);
    const isLast = job.extent === 'many' || round >= mostRounds;
    if (back.length === 0 || isLast || (await needsSecondPerson(app, job, target, back))) {
      return { stillOn: stillOnAfter(job, fresh, meant), missing: look.missing, isUnrecorded: false };
    }
    left = [await requestEnd(app, job, back)];
    requested = [...requested, ...left];
  }
}

async function endParts(
  app: AppContext,
  job: TerminateOrder,
  parts: readonly KickPart[],
  onlooker: KickObserver,
): Promise<readonly KickPart[]> {
  const ended: KickPart[] = [];
  for (const part of parts) {
    ended.push(await terminateConnections(app, job, part, onlooker));
    // While the record takes nothing, nothing further is done.
    if (ended.at(-1)?.isUnrecorded) break;
  }
  return ended;
}

/** The first round is all that was requested before its first outcome; each later request was another. */
function roundOf(parts: readonly KickPart[]): number {
  const outcomes = parts.flatMap(({ entries: [, outcome] }) => outcome?.seq ?? []);
  const firstOutcome = Math.min(...outcomes);
  return 1 + parts.filter(({ entries: [requested] }) => (requested?.seq ?? 0) > firstOutcome).length;
}

/** Someone else's session with the name on its certificate is not what was decided about in the first round. */
function isOfTarget(connection: Connection, target: ExactTarget, people: PeopleRule): boolean {
  return target.kind === 'names' && isOfUser(connection, target.names, people);
}

/**
 * Of a directory's users it is not sure that one who signs in now is one of those who were asked for: a user of another
 * domain is left on, and shown.
 */
function withoutFurtherUsers(
  back: readonly Connection[],
  requested: readonly KickPart[],
  target: ExactTarget,
  people: PeopleRule,
): readonly Connection[] {
  if (target.kind !== 'names' || !back.some(({ isDirectoryUser }) => isDirectoryUser)) return back;

  // The names stand in the entries, and after a restart only there.
  const names = requested.flatMap(({ entries: [request] }) =>
    namesListedIn(request?.target ?? '', target.names),
  );
  const users = names.map((username, index) => ({
    id: `${index}`,
    username,
    commonName: undefined,
    isDirectoryUser: true,
  }));
  const count = (more: readonly Connection[]) => countUsers([...users, ...more], people, [target.names]);
  const most = Math.max(1, count([]));
  const kept: Connection[] = [];
  for (const each of back) if (count(kept.concat(each)) <= most) kept.push(each);
  return kept;
}

/** Other users who share a certificate of the people who are meant are none of theirs. */
function stillOnAfter(
  { extent, since, otherUsers }: TerminateOrder,
  fresh: readonly Connection[],
  back: readonly Connection[],
): readonly Connection[] {
  const theirs = otherUsers === undefined ? fresh : back;
  return extent === 'many' ? theirs.filter((each) => isNew(each, since)) : theirs;
}

/** What was there before a kick of many and was not requested is no news after it. */
function isNew({ establishedAt }: Connection, since: Date | undefined): boolean {
  return establishedAt === undefined || since === undefined || establishedAt >= since;
}

/**
 * What one person may not end alone at once, they may not end round by round either: what the kick has asked for so
 * far, on whichever endpoint, counts as well.
 */
async function needsSecondPerson(
  app: AppContext,
  { by, context: { authority, correlation } }: TerminateOrder,
  target: ExactTarget,
  connections: readonly Connection[],
): Promise<boolean> {
  if (authority.kind !== 'alone') return false;

  const person = await app.directory.person(by);
  return (await approvalNeeded(app, { actor: by, person, connections, target, correlation })) !== undefined;
}
