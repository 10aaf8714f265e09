import { millisecondsInSecond } from 'date-fns/constants';
import type { PersonId } from '../../domain/ids.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { actAgeMs, type Directory } from '../../ports/directory.ts';
import type { Snapshots } from '../../ports/vpn-gateway.ts';

/**
 * The same context for the Home tab, which is opened far more often than anything is typed: it leaves the rates of Slack
 * and EC2 to those who act.
 */
export function frugalContext(app: ReadContext): ReadContext {
  return { ...app, directory: frugalDirectory(app.directory), snapshots: frugalSnapshots(app) };
}

/**
 * Looks people and members up at a limited rate, apart from authorization. What is shown is still at most a minute old,
 * and nothing on the tab acts without asking anew.
 */
function frugalDirectory(directory: Directory): Directory {
  return {
    async person(id: PersonId) {
      const [lookup] = await directory.lookUpAll([id], { maxAgeMs: actAgeMs, isFrugal: true });
      return lookup ?? { kind: 'unverifiable' };
    },
    lookUpAll: (ids, ask) => directory.lookUpAll(ids, { ...ask, isFrugal: true }),
    personWithEmail: (email) => directory.personWithEmail(email),
    ownerOfEmail: (email) => directory.ownerOfEmail(email),
    channel: (id) => directory.channel(id),
    membership: (channel, person) => directory.recentMembership(channel, person),
    recentMembership: (channel, person) => directory.recentMembership(channel, person),
    membersOf: (group) => directory.membersOf(group),
    recentMembersOf: (...query) => directory.recentMembersOf(...query),
    handleOf: (group) => directory.handleOf(group),
    groupCalled: (handle) => directory.groupCalled(handle),
  };
}

/** EC2 returns at most this many connections on a page. */
const perPage = 1_000;
const freshForMs = 15 * millisecondsInSecond;
/**
 * However often Home tabs are opened, a large endpoint costs EC2 one page a second, a twentieth of what it allows. Its
 * list is then up to two minutes old, and says so. Whoever presses Refresh or has just acted wants to know what has
 * changed: they get what Refresh of any list gets.
 */
const pageLastsMs = millisecondsInSecond;

function frugalSnapshots({ snapshots, clock }: Pick<ReadContext, 'snapshots' | 'clock'>): Snapshots {
  return {
    connections: (...query) => snapshots.connections(...query),
    async recent(endpoint, options) {
      if (options.age !== 'lately') return snapshots.recent(endpoint, options);
      const known = await snapshots.recent(endpoint, { ...options, age: 'any' });
      const ageMs = clock.now().getTime() - known.asOf.getTime();
      const lastsMs = Math.max(freshForMs, (known.live / perPage) * pageLastsMs);
      return known.progress !== undefined || ageMs <= lastsMs ? known : snapshots.recent(endpoint, options);
    },
  };
}
