import type { Connection } from '../../../domain/connection.ts';
import { directoryMatcher } from '../../../domain/directory-name.ts';
import { type Endpoint, hasDirectory } from '../../../domain/endpoint.ts';
import { vpnNamesOf } from '../../../domain/person.ts';
import { foldName, nameOf, namesText } from '../../../domain/vpn-name.ts';
import type { SetUp } from '../../../ports/set-up.ts';
import type { Snapshot } from '../../../ports/vpn-gateway.ts';
import type { WorkspaceMembers } from '../../../ports/workspace-checkup.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';

const mostNamed = 5;

/** A scan of the largest endpoints takes longer than anyone would wait for `doctor`. */
const scanLimitMs = 8_000;

/** Checks that the active connections of each endpoint belong to members: commands about a person miss all others. */
export async function checkMapping({
  rules,
  vpn,
  workspace,
  clock,
}: Pick<SetUp, 'rules' | 'vpn' | 'workspace' | 'clock'>): Promise<readonly Finding[]> {
  const members = await workspace.members();
  if (members.kind === 'refused') {
    const looked = { check: 'people', subject: 'members' } as const;
    return [
      wrong(looked, `Slack does not list the members: ${members.word}`, { step: 'give the app users:read' }),
    ];
  }
  return Promise.all(
    rules.endpoints.map(async (endpoint) => {
      const tooLong = clock.sleep(scanLimitMs).then(() => undefined);
      try {
        const looked = Promise.all([vpn.sweep(endpoint), isDirectoryOn(vpn, endpoint)]);
        const [list, isDirectory] = (await Promise.race([looked, tooLong])) ?? [];
        return mappingFinding(rules, endpoint, list, members.value, isDirectory);
      } catch {
        // The endpoint's own checks report why AWS cannot be read.
        return mappingFinding(rules, endpoint, undefined, members.value);
      }
    }),
  );
}

function mappingFinding(
  rules: SetUp['rules'],
  { name }: Endpoint,
  list: Snapshot | undefined,
  { people, isWhole }: WorkspaceMembers,
  isDirectory = false,
): Finding {
  const looked = { check: 'people', subject: `connections on ${name}` } as const;
  if (list === undefined) return ok(looked, 'not counted: they could not be read in time');

  const connections = list.select({ kind: 'everyone' }, 'live').slice();
  if (connections.length === 0) return ok(looked, 'no one is connected now');

  const names = people.flatMap((person) => vpnNamesOf(person, rules.people));
  const known = new Set(names.map(foldName));
  const isKnownUser = isDirectory ? directoryMatcher(names) : () => false;
  // As for a kick, a connection with a user name belongs to that user, whoever owns the certificate.
  const unmapped = connections.filter((one) => {
    const name = nameOf(one);
    if (name.kind === 'unnamed') return true;
    return !known.has(foldName(name.text)) && !(name.kind === 'username' && isKnownUser(name.text));
  });
  const whose = `the ${people.length} members${isWhole ? '' : ' that were looked at'}`;
  if (unmapped.length === 0) {
    const all =
      connections.length === 1
        ? 'the one living connection belongs'
        : `all ${connections.length} living connections belong`;
    return ok(looked, `${all} to one of ${whose}`);
  }
  return warning(
    looked,
    `${shareText(unmapped, connections)} belong to none of ${whose}, so commands about a person miss them: ${namesText(unmapped, mostNamed)}`,
    { step: 'list these names under people.map for their owners' },
  );
}

/** If AWS does not say how people sign in, complete names are compared, as in a look-up. */
async function isDirectoryOn(vpn: SetUp['vpn'], endpoint: Endpoint): Promise<boolean> {
  try {
    return hasDirectory(await vpn.facts(endpoint));
  } catch {
    return false;
  }
}

function shareText(some: readonly Connection[], all: readonly Connection[]): string {
  const percent = Math.round((some.length / all.length) * 100);
  return `${some.length} of ${all.length} living connections (${percent} %)`;
}
