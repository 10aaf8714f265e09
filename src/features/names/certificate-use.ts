import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { subDays } from 'date-fns/subDays';
import type { ClaimFacts } from '../../domain/claim-request.ts';
import { isSameDirectoryUser } from '../../domain/directory-name.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { within } from '../../slack/within.ts';
import { readEndpoints } from '../connections/list-connections.ts';

/** The claimant has pressed the button and waits; a large endpoint takes longer to read. */
const patienceMs = secondsToMilliseconds(10);

/** Someone's connections of a year or so. */
const recordsAtOnce = 1_000;

/** How a certificate is used now, on all endpoints. */
export type CertificateUse = Omit<ClaimFacts, 'others'>;

/**
 * Finds out how a certificate is used. What could not be read in time counts as unchecked, and the history, which the
 * approval requires, as if it knew of no user.
 */
export async function certificateUseSoon(
  app: Pick<AppContext, 'rules' | 'vpn' | 'history' | 'clock'>,
  name: string,
): Promise<CertificateUse> {
  const [use, wasUserName = false] = await Promise.all([
    within(patienceMs, certificateUse(app, name)),
    within(patienceMs, wasUserNameOnce(app, name)).catch(() => false),
  ]);
  const unchecked = app.rules.endpoints.map((endpoint) => endpoint.name);
  const known = use ?? { connections: 0, endpoints: [], unchecked, isUserName: false };
  return { ...known, isUserName: known.isUserName || wasUserName };
}

/**
 * Returns whether somebody has signed in with a name at any time that the history knows.
 *
 * @throws {Failure} `history_unavailable`
 */
export async function wasUserNameOnce(
  { rules, history, clock }: Pick<AppContext, 'rules' | 'history' | 'clock'>,
  name: string,
): Promise<boolean> {
  if (history === undefined) return false;
  const since = subDays(clock.now(), rules.history.days);
  let until = clock.now();
  for (;;) {
    const { records, isCut } = await history.find({
      ...{ by: { kind: 'names', names: [name] }, since, until },
      limit: recordsAtOnce,
    });
    if (records.some(({ username = '' }) => isSameName(username, name))) return true;
    const oldest = records.at(-1)?.startedAt;
    if (!isCut || oldest === undefined || oldest >= until) return false;
    until = oldest;
  }
}

export async function certificateUse(
  { rules, vpn }: Pick<AppContext, 'rules' | 'vpn'>,
  name: string,
): Promise<CertificateUse> {
  const target = { kind: 'names', names: [name] } as const;
  const { found, unavailable } = await readEndpoints(vpn, rules.endpoints, target);
  const uses = found.map(({ endpoint, connections }) => ({
    endpoint,
    certificates: connections.filter(
      ({ username, commonName = '' }) => !username && isSameName(commonName, name),
    ),
    users: connections.filter(
      ({ username, isDirectoryUser }) =>
        username && (isSameName(username, name) || (isDirectoryUser && isSameDirectoryUser(username, name))),
    ),
  }));
  const used = uses.filter(({ certificates }) => certificates.length > 0);
  return {
    connections: used.reduce((sum, { certificates }) => sum + certificates.length, 0),
    endpoints: used.map(({ endpoint }) => endpoint.name),
    unchecked: unavailable.map(({ endpoint }) => endpoint.name),
    isUserName: uses.some(({ users }) => users.length > 0),
  };
}
