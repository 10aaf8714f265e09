import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import type { ClaimFacts } from '../../domain/claim-request.ts';
import { isSameDirectoryUser } from '../../domain/directory-name.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { within } from '../../slack/within.ts';
import { readEndpoints } from '../connections/list-connections.ts';

/** The claimant has pressed the button and waits; a large endpoint takes longer to read. */
const patienceMs = secondsToMilliseconds(10);

/** How a certificate is used now, on all endpoints. */
export type CertificateUse = Omit<ClaimFacts, 'others'>;

/** Finds out how a certificate is used. What could not be read in time counts as unchecked. */
export async function certificateUseSoon(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  name: string,
): Promise<CertificateUse> {
  const use = await within(patienceMs, certificateUse(app, name));
  const unchecked = app.rules.endpoints.map((endpoint) => endpoint.name);
  return use ?? { connections: 0, endpoints: [], unchecked, isUserName: false };
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
