import type { Connection } from '../../domain/connection.ts';
import { directoryMatcher } from '../../domain/directory-name.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { type PeopleRule, type Person, vpnNamesOf } from '../../domain/person.ts';
import type { ListedPeople } from '../../domain/rules.ts';
import { foldName, nameOf, namesText } from '../../domain/vpn-name.ts';
import type { SetUp, WorkspaceAnswer, WorkspaceMembers } from '../../ports/set-up.ts';
import type { Snapshot } from '../../ports/vpn-gateway.ts';
import { rulesWithClaims } from './check-names.ts';
import { about, type Finding, type Subject } from './finding.ts';

/** Slack allows about a hundred of these calls per minute, which Bouncer also needs for other requests. */
const maxPeople = 50;

/** Checks how people are matched to VPN names: that mapped people exist, and that Slack has confirmed their addresses. */
export async function checkPeople(
  { rules: { people }, workspace }: SetUp,
  on: Subject,
): Promise<readonly Finding[]> {
  if (people.match === 'map' && people.map.size === 0) {
    return [
      on.warning('the map is empty, so no @person has a VPN name', {
        step: 'add people under people.map, or match them by their address',
        exact: 'match: email',
      }),
    ];
  }

  const asked = [...people.map.keys()].slice(0, maxPeople);
  const problems = await Promise.all(
    asked.map(async (id) => {
      const mapped = about('people', `people.map.${id}`);
      const answer = await workspace.person(id);
      const problem = personProblem(mapped, answer);
      if (problem !== undefined || answer.kind === 'refused') return problem ?? [];
      // The person is still found by the names in the map.
      if (!answer.value.hasUnconfirmedEmail || people.match === 'map') return [];
      return mapped.warning(
        `Slack hasn’t confirmed the email address of ${answer.value.name}, so only the names listed here count`,
        'ask them to confirm it in Slack under Settings, and check whose address it is',
      );
    }),
  );
  const findings = problems.flat();
  if (findings.length > 0) return findings;
  return [on.ok(`${addressText(people)}; ${mappedText(asked.length, people.map.size)}`)];
}

/** Checks a person whom the configuration names; undefined when they are a member. */
function personProblem(on: Subject, answer: WorkspaceAnswer<Person>): Finding | undefined {
  if (answer.kind === 'refused')
    return refusedId(on, answer.word, 'person', 'correct the ID: profile → ⋮ → Copy member ID');

  const { accountType, name } = answer.value;
  if (accountType === 'member') return undefined;
  return on.warning(`${name} ${accountTypeTexts[accountType]}`, 'remove the entry');
}

const accountTypeTexts = {
  guest: 'is a guest, not a full member',
  outsider: 'belongs to another workspace or organization',
  deactivated: 'has a deactivated account',
  bot: 'is a bot',
} as const;

/** Slack's error codes for an unknown id. */
const unknownIds = [
  'user_not_found',
  'user_not_visible',
  'users_not_found',
  'no_such_subteam',
  'subteam_not_found',
];

/**
 * Explains the error code with which Slack refuses to describe a person or a group. Only some codes mean that the id is
 * unknown.
 *
 * @param fixId How to fix a wrong id.
 */
function refusedId(on: Subject, word: string, what: string, fixId: string): Finding {
  if (unknownIds.includes(word)) return on.wrong(`Slack has no such ${what}: ${word}`, fixId);
  if (word === 'missing_scope')
    return on.wrong(`Bouncer can’t look up this ${what}: a scope is missing`, 'add the missing scopes first');
  return on.wrong(
    `Slack can’t show this ${what}: ${word}`,
    'run doctor again in a minute; docs.slack.dev/reference/methods explains this error',
  );
}

function addressText({ match, domains }: PeopleRule): string {
  if (match === 'map') return 'email addresses aren’t used';
  const which =
    domains === undefined
      ? 'confirmed email addresses'
      : `confirmed email addresses at ${domains.join(', ')}`;
  return match === 'email' ? `${which} are VPN names` : `the local parts of ${which} are VPN names`;
}

function mappedText(asked: number, all: number): string {
  if (all === 0) return 'no one is listed in people.map';
  return asked < all
    ? `the first ${asked} of ${all} people in people.map exist; the others weren’t checked`
    : `all ${all} people in people.map exist`;
}

/** Checks that the people and groups for break-glass exist, before an emergency in which they are needed. */
export function checkBreakGlass({ rules, workspace }: SetUp, on: Subject): Promise<readonly Finding[]> {
  return checkListed(workspace, 'break-glass', rules.breakGlass, on, 'no one is authorized for break-glass');
}

/** Checks that the approvers exist: without them, no kick that needs approval can be approved. */
export async function checkApprovers({ rules, workspace }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const { approvers } = rules.kick;
  if (approvers === undefined) return [on.ok('anyone else with the grant in the channel can approve')];
  return checkListed(workspace, 'approvers', approvers, on, 'no one is listed');
}

async function checkListed(
  workspace: SetUp['workspace'],
  check: Finding['check'],
  { people, groups }: ListedPeople,
  on: Subject,
  noneText: string,
): Promise<readonly Finding[]> {
  const problems = await Promise.all([
    ...people.map(async (id) => personProblem(about(check, id), await workspace.person(id))),
    ...groups.map(async (id) => groupProblem(about(check, id), await workspace.membersOf(id))),
  ]);
  const findings = problems.filter((problem) => problem !== undefined);
  if (findings.length > 0) return findings;
  return [
    people.length + groups.length === 0
      ? on.ok(noneText)
      : on.ok(`people: ${people.length}, user groups: ${groups.length}; all exist`),
  ];
}

function groupProblem(on: Subject, answer: WorkspaceAnswer<readonly string[]>): Finding | undefined {
  if (answer.kind === 'refused') {
    const fixId = 'correct the ID: People → User groups → ⋮ → Copy group ID';
    return refusedId(on, answer.word, 'user group', fixId);
  }
  return answer.value.length > 0
    ? undefined
    : on.warning('the user group has no members', 'add members, or remove the entry');
}

const maxNamed = 5;

/** A scan of the largest endpoints takes longer than anyone would wait for `doctor`. */
const scanLimitMs = 8_000;

/** Checks that the active connections of each endpoint belong to members: commands about a person miss all others. */
export async function checkMapping(setUp: SetUp): Promise<readonly Finding[]> {
  const { vpn, workspace, clock } = setUp;
  const rules = await rulesWithClaims(setUp);
  const members = await workspace.members();
  if (members.kind === 'refused') {
    const on = about('people', 'members');
    return [on.wrong(`Slack doesn’t list the members: ${members.word}`, 'add the scope users:read')];
  }
  return Promise.all(
    rules.endpoints.map(async (endpoint) => {
      const tooLong = clock.sleep(scanLimitMs).then(() => undefined);
      try {
        const read = Promise.all([vpn.scan(endpoint), isDirectoryOn(vpn, endpoint)]);
        const [list, isDirectory] = (await Promise.race([read, tooLong])) ?? [];
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
  const on = about('people', `connections on ${name}`);
  if (list === undefined) return on.ok('not checked: they couldn’t be read in time');

  const connections = list.select({ kind: 'everyone' }, 'live').slice();
  if (connections.length === 0) return on.ok('no one is connected now');

  const names = people.flatMap((person) => vpnNamesOf(person, rules.people));
  const known = new Set(names.map(foldName));
  const isKnownUser = isDirectory ? directoryMatcher(names) : () => false;
  // As for a kick, a connection with a user name belongs to that user, whoever owns the certificate.
  const unmapped = connections.filter((one) => {
    const name = nameOf(one);
    if (name.kind === 'unnamed') return true;
    return !known.has(foldName(name.text)) && !(name.kind === 'username' && isKnownUser(name.text));
  });
  const member = isWhole ? 'member' : `member among the ${people.length} that were checked`;
  if (unmapped.length === 0) {
    return on.ok(
      connections.length === 1
        ? 'the only active connection belongs to a member'
        : `all ${connections.length} active connections belong to members`,
    );
  }
  return on.warning(
    `${shareText(unmapped, connections)} ${unmapped.length === 1 ? 'belongs' : 'belong'} to no ${member}, so commands about a person don’t find ${unmapped.length === 1 ? 'it' : 'them'}: ${namesText(unmapped, maxNamed)}`,
    'let their owners claim them, or list them under people.map',
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
  return `${some.length} of ${all.length} active connections (${percent}%)`;
}
