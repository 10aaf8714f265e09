import { type Connection, isLive } from '../../domain/connection.ts';
import { namesListedIn } from '../../domain/directory-name.ts';
import type { KickPart } from '../../domain/kick.ts';
import type { PeopleRule } from '../../domain/person.ts';
import type { ExactTarget } from '../../domain/target.ts';
import { countUsers, isOfUser } from '../../domain/users.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { readEndpoints } from '../connections/list-connections.ts';
import { approvalNeeded } from './approval-needed.ts';
import type { KickProgress } from './kick-progress.ts';
import { requestTermination, type TerminateOrder, terminateConnections } from './terminate-connections.ts';

/** Someone who keeps reconnecting after this many rounds needs a block, not another kick. */
const maxRounds = 3;

/**
 * Completes the parts on one endpoint one after another. If the kick covers every connection of a name, it looks again
 * and continues until none is left. After a kick of many, the last look-up only reports who is connected.
 *
 * @param parts All requested parts, whatever their progress.
 * @returns Whether everything was recorded.
 * @throws {Failure} `audit_unwritable` or `taken_over`
 */
export async function kickOnEndpoint(
  app: AppContext,
  order: TerminateOrder,
  parts: readonly KickPart[],
  observer: KickProgress,
): Promise<boolean> {
  const { endpoint, target, extent } = order;
  const known = new Set(
    parts.flatMap(({ connections }) => connections.map(({ connection }) => connection.id)),
  );
  let left = parts;
  let requested = parts;

  for (let round = roundOf(parts); ; round += 1) {
    const ended = await terminateParts(app, order, left, observer);
    for (const { connection } of ended.flatMap(({ connections }) => connections)) known.add(connection.id);
    const isUnrecorded = ended.some((part) => part.isUnrecorded);
    if (extent === 'listed' || isUnrecorded || (await order.isStopped())) return !isUnrecorded;

    const look = await readEndpoints(app.vpn, [endpoint], target);
    const live = look.found.flatMap(({ connections }) => connections.filter(isLive));
    const fresh = live.filter(({ id }) => !known.has(id));
    const meant = fresh.filter((connection) => isOfTarget(connection, target, app.rules.people));
    const back = extent === 'many' ? meant : withoutFurtherUsers(meant, requested, target, app.rules.people);
    const isLast = extent === 'many' || round >= maxRounds;
    if (back.length === 0 || isLast || (await needsSecondPerson(app, order, back))) {
      observer.left(stillOnAfter(order, fresh, meant), look.unavailable);
      return true;
    }
    left = [await requestTermination(app, order, back)];
    requested = [...requested, ...left];
  }
}

async function terminateParts(
  app: AppContext,
  order: TerminateOrder,
  parts: readonly KickPart[],
  observer: KickProgress,
): Promise<readonly KickPart[]> {
  const ended: KickPart[] = [];
  for (const part of parts) {
    ended.push(await terminateConnections(app, order, part, observer));
    // While the audit log cannot be written, nothing more is done.
    if (ended.at(-1)?.isUnrecorded) break;
  }
  return ended;
}

/**
 * Counts the rounds so far: everything requested before the first outcome is the first round, and each later request
 * is another one.
 */
function roundOf(parts: readonly KickPart[]): number {
  const outcomes = parts.flatMap(({ entries: [, outcome] }) => outcome?.seq ?? []);
  const firstOutcome = Math.min(...outcomes);
  return 1 + parts.filter(({ entries: [requested] }) => (requested?.seq ?? 0) > firstOutcome).length;
}

/** Excludes other users' connections with the name on their certificate, which the first round did not authorize. */
function isOfTarget(connection: Connection, target: ExactTarget, people: PeopleRule): boolean {
  return target.kind === 'names' && isOfUser(connection, target.names, people, target.person);
}

/**
 * Leaves out further directory users: one who signs in now may be a user of another domain with the same name. Such a
 * connection is left active and shown.
 */
function withoutFurtherUsers(
  back: readonly Connection[],
  requested: readonly KickPart[],
  target: ExactTarget,
  people: PeopleRule,
): readonly Connection[] {
  if (target.kind !== 'names' || !back.some(({ isDirectoryUser }) => isDirectoryUser)) return back;

  // The names are in the audit entries, and after a restart only there.
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

/**
 * Returns the connections to report as active: without other users who share a certificate of the targeted people, and
 * after a kick of many without those that began before it and were not part of it.
 */
function stillOnAfter(
  { extent, since, otherUsers }: TerminateOrder,
  fresh: readonly Connection[],
  meant: readonly Connection[],
): readonly Connection[] {
  const theirs = otherUsers === undefined ? fresh : meant;
  if (extent !== 'many' || since === undefined) return theirs;
  return theirs.filter(({ establishedAt }) => establishedAt === undefined || establishedAt >= since);
}

/**
 * Returns whether another round needs a second person. All terminations that the kick has requested so far count, on
 * every endpoint, so that rounds do not add up to more than the actor may terminate alone.
 */
async function needsSecondPerson(
  app: AppContext,
  { by, target, context: { authority, correlation } }: TerminateOrder,
  connections: readonly Connection[],
): Promise<boolean> {
  if (authority.kind !== 'alone') return false;

  const person = await app.directory.person(by);
  return (await approvalNeeded(app, { actor: by, person, connections, target, correlation })) !== undefined;
}
