import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { subDays } from 'date-fns/subDays';
import type { ClaimFacts } from '../../domain/claim-request.ts';
import { type Connection, markDirectoryUsers } from '../../domain/connection.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import type { EndpointId } from '../../domain/ids.ts';
import type { PeopleRule } from '../../domain/person.ts';
import { isUsernameOf } from '../../domain/users.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import { within } from '../../slack/within.ts';
import { factsOrUnknown, orUnavailable, readEndpoints, targetOn } from '../connections/list-connections.ts';

/** The claimant has pressed the button and waits; a large endpoint takes longer to read. */
const patienceMs = secondsToMilliseconds(10);

/** Someone's connections of a year or so. */
const recordsAtOnce = 1_000;

/** How a certificate is used now, on all endpoints. */
export type CertificateUse = Omit<ClaimFacts, 'others'>;

/**
 * Finds out how a certificate is used, to tell the second person. It uses the snapshots that everyone shares, so that
 * claims cost EC2 nothing more. What could not be read in time counts as unchecked, and the history, which the approval
 * requires, as if it knew of no user.
 */
export async function certificateUseSoon(
  app: Pick<ReadContext, 'rules' | 'vpn' | 'snapshots' | 'history' | 'clock'>,
  name: string,
): Promise<CertificateUse> {
  const [use, wasUserName = false] = await Promise.all([
    within(patienceMs, certificateUseIn(app, name)),
    within(patienceMs, wasUserNameOnce(app, name)).catch(() => false),
  ]);
  const unchecked = app.rules.endpoints.map((endpoint) => endpoint.name);
  const known = use ?? { connections: 0, endpoints: [], unchecked, isUserName: false };
  return { ...known, isUserName: known.isUserName || wasUserName };
}

async function certificateUseIn(
  { rules, vpn, snapshots }: Pick<ReadContext, 'rules' | 'vpn' | 'snapshots'>,
  name: string,
): Promise<CertificateUse> {
  const reads = await Promise.all(
    rules.endpoints.map((endpoint) =>
      orUnavailable(endpoint, async () => {
        const ask = { phase: 'live', age: 'newest', patienceMs } as const;
        const snapshot = await snapshots.recent(endpoint, ask);
        const facts = await factsOrUnknown(vpn, endpoint);
        const isDirectory = facts !== undefined && hasDirectory(facts);
        const found = snapshot.select(targetOn({ kind: 'names', names: [name] }, isDirectory), 'live');
        const isWhole = snapshot.progress === undefined && snapshot.stale === undefined;
        return { endpoint, isWhole, connections: markDirectoryUsers(found.slice(), isDirectory) };
      }),
    ),
  );
  const found = reads.filter((read) => 'connections' in read);
  const unchecked = reads.filter((read) => !('connections' in read && read.isWhole));
  return useOf(name, found, unchecked);
}

type PastUseContext = Pick<AppContext, 'rules' | 'vpn' | 'history' | 'clock'>;

/**
 * Returns whether somebody has signed in with a name at any time that the history knows. It finds whole names only: a
 * directory's `CORP\anna` only if the certificate is also named `anna`.
 *
 * @throws {Failure} `history_unavailable`
 */
export async function wasUserNameOnce(
  { rules, vpn, history, clock }: PastUseContext,
  name: string,
): Promise<boolean> {
  if (history === undefined) return false;
  const withoutDirectory = await endpointsWithoutDirectory({ rules, vpn });
  const by = { kind: 'names', names: waysToSignIn(name, rules.people) } as const;
  const since = subDays(clock.now(), rules.history.days);
  let until = clock.now();
  for (;;) {
    const { records, isCut } = await history.find({ by, since, until, limit: recordsAtOnce });
    const isUser = records.some(({ username, commonName, endpointId }) =>
      isUsernameOf({ username, commonName, isDirectoryUser: !withoutDirectory.has(endpointId) }, name),
    );
    if (isUser) return true;
    const oldest = records.at(-1)?.startedAt;
    if (!isCut || oldest === undefined || oldest >= until) return false;
    until = oldest;
  }
}

/** Of the ways to write a directory user's name, those that can be known. */
function waysToSignIn(name: string, { domains = [] }: PeopleRule): readonly string[] {
  const user = directoryUserOf(name);
  return [...new Set([name, user, ...domains.map((domain) => `${user}@${domain}`)])];
}

/** An endpoint that cannot be described, or is no longer configured, may have had a directory. */
async function endpointsWithoutDirectory({
  rules,
  vpn,
}: Pick<AppContext, 'rules' | 'vpn'>): Promise<ReadonlySet<EndpointId>> {
  const known = await Promise.all(
    rules.endpoints.map(async (endpoint) => {
      const facts = await factsOrUnknown(vpn, endpoint);
      return facts === undefined || hasDirectory(facts) ? [] : [endpoint.id];
    }),
  );
  return new Set(known.flat());
}

/** Finds out how a certificate is used by scans that begin now, which an approval requires. */
export async function certificateUse(
  { rules, vpn }: Pick<AppContext, 'rules' | 'vpn'>,
  name: string,
): Promise<CertificateUse> {
  const target = { kind: 'names', names: [name] } as const;
  const { found, unavailable } = await readEndpoints(vpn, rules.endpoints, target);
  return useOf(name, found, unavailable);
}

interface OnEndpoint {
  readonly endpoint: Endpoint;
}

function useOf(
  name: string,
  found: readonly (OnEndpoint & { readonly connections: readonly Connection[] })[],
  unchecked: readonly OnEndpoint[],
): CertificateUse {
  const uses = found.map(({ endpoint, connections }) => ({
    endpoint,
    certificates: connections.filter(
      ({ username, commonName = '' }) => !username && isSameName(commonName, name),
    ),
    users: connections.filter((connection) => isUsernameOf(connection, name)),
  }));
  const used = uses.filter(({ certificates }) => certificates.length > 0);
  return {
    connections: used.reduce((sum, { certificates }) => sum + certificates.length, 0),
    endpoints: used.map(({ endpoint }) => endpoint.name),
    unchecked: unchecked.map(({ endpoint }) => endpoint.name),
    isUserName: uses.some(({ users }) => users.length > 0),
  };
}
