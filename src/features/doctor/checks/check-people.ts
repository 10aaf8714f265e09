import type { Connection } from '../../../domain/connection.ts';
import { directoryMatcher } from '../../../domain/directory-name.ts';
import { type Endpoint, hasDirectory } from '../../../domain/endpoint.ts';
import type { GroupId, PersonId } from '../../../domain/ids.ts';
import { type PeopleRule, type Person, vpnNamesOf } from '../../../domain/person.ts';
import { foldName, nameOf, namesText } from '../../../domain/vpn-name.ts';
import type { SetUp, WorkspaceCheckup, WorkspaceMembers } from '../../../ports/set-up.ts';
import type { Snapshot } from '../../../ports/vpn-gateway.ts';
import { type CheckSubject, type Finding, ok, warning, wrong } from './finding.ts';

/**
 * Checks a person whom the configuration names; no findings when they are a member.
 *
 * @param judge Returns further findings about a member.
 */
async function personProblem(
  workspace: Pick<WorkspaceCheckup, 'person'>,
  subject: CheckSubject,
  id: PersonId,
  judge: (member: Person) => readonly Finding[] = () => [],
): Promise<readonly Finding[]> {
  const answer = await workspace.person(id);
  if (answer.kind === 'refused') {
    return [refusedId(subject, answer.word, 'person', 'correct the id: profile → ⋮ → Copy member ID')];
  }
  const { accountType, name } = answer.value;
  if (accountType === 'member') return judge(answer.value);
  return [
    warning(subject, `${name} is no member but ${accountTypeTexts[accountType]}`, {
      step: 'take the entry out',
    }),
  ];
}

const accountTypeTexts = {
  guest: 'a guest',
  outsider: 'of another workspace or organisation',
  deactivated: 'deactivated',
  bot: 'a bot',
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
function refusedId(subject: CheckSubject, word: string, what: string, fixId: string): Finding {
  if (unknownIds.includes(word))
    return wrong(subject, `Slack knows no such ${what}: ${word}`, { step: fixId });
  if (word === 'missing_scope')
    return wrong(subject, `Slack may not tell about this ${what}: a scope is missing`, {
      step: 'add the scopes that the line about scopes names',
    });
  return wrong(subject, `Slack does not tell about this ${what}: ${word}`, {
    step: 'run doctor again in a minute; the word is explained at docs.slack.dev/reference/methods',
  });
}

/** Checks that the people and groups for break-glass exist, before an emergency in which they are needed. */
export async function checkBreakGlass({
  rules: { breakGlass },
  workspace,
}: Pick<SetUp, 'rules' | 'workspace'>): Promise<readonly Finding[]> {
  const problems = await Promise.all([
    ...breakGlass.people.map((id) => personProblem(workspace, { check: 'break-glass', subject: id }, id)),
    ...breakGlass.groups.map((id) => groupProblem(workspace, id)),
  ]);
  if (problems.flat().length > 0) return problems.flat();

  const subject = { check: 'break-glass', subject: 'security.breakGlass' } as const;
  const { people, groups } = breakGlass;
  return [
    people.length + groups.length === 0
      ? ok(subject, 'nobody may do without a second person')
      : ok(subject, `people: ${people.length}, user groups: ${groups.length}, and all exist`),
  ];
}

async function groupProblem(workspace: SetUp['workspace'], id: GroupId): Promise<readonly Finding[]> {
  const subject = { check: 'break-glass', subject: id } as const;
  const answer = await workspace.membersOf(id);
  if (answer.kind === 'refused') {
    const step = 'correct the id: People → User groups → ⋮ → Copy group ID';
    return [refusedId(subject, answer.word, 'user group', step)];
  }
  return answer.value.length > 0
    ? []
    : [warning(subject, 'the user group has no members', { step: 'add members, or take the entry out' })];
}

/** Slack allows about a hundred of these calls per minute, which Bouncer also needs for other requests. */
const mostPeople = 50;

/** Checks how people are matched to VPN names: that mapped people exist, and that Slack has confirmed their addresses. */
export async function checkPeople({
  rules: { people },
  workspace,
}: Pick<SetUp, 'rules' | 'workspace'>): Promise<readonly Finding[]> {
  const subject = { check: 'people', subject: `match: ${people.match}` } as const;
  if (people.match === 'map' && people.map.size === 0) {
    return [
      warning(subject, 'the map is empty, so nobody is found as @person', {
        step: 'add people under people.map, or let them be found by their address',
        exact: 'match: email',
      }),
    ];
  }

  const asked = [...people.map.keys()].slice(0, mostPeople);
  const problems = (
    await Promise.all(
      asked.map((id) => {
        const mapped = { check: 'people', subject: `people.map.${id}` } as const;
        return personProblem(workspace, mapped, id, (member) => addressProblem(mapped, member, people));
      }),
    )
  ).flat();
  if (problems.length > 0) return problems;
  return [ok(subject, `${addressText(people)}; ${mappedText(asked.length, people.map.size)}`)];
}

/** Warns about an unconfirmed address. The person is still found by the names in the map. */
function addressProblem(
  subject: CheckSubject,
  { name, hasUnconfirmedEmail }: Person,
  { match }: PeopleRule,
): readonly Finding[] {
  if (!hasUnconfirmedEmail || match === 'map') return [];
  return [
    warning(
      subject,
      `Slack has not confirmed the e-mail address of ${name}, so only the names listed here count`,
      {
        step: 'let them confirm it in Slack under Settings, and see whose address it is',
      },
    ),
  ];
}

function addressText({ match, domains }: PeopleRule): string {
  if (match === 'map') return 'addresses do not count';
  const which =
    domains === undefined ? 'confirmed addresses' : `confirmed addresses of ${domains.join(', ')}`;
  return match === 'email' ? `${which} are VPN names` : `the local parts of ${which} are VPN names`;
}

function mappedText(asked: number, all: number): string {
  if (all === 0) return 'nobody is mapped by hand';
  return asked < all
    ? `the first ${asked} of ${all} mapped people exist; the others were not looked up`
    : `all ${all} mapped people exist`;
}

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
    const subject = { check: 'people', subject: 'members' } as const;
    return [
      wrong(subject, `Slack does not list the members: ${members.word}`, { step: 'give the app users:read' }),
    ];
  }
  return Promise.all(
    rules.endpoints.map(async (endpoint) => {
      const tooLong = clock.sleep(scanLimitMs).then(() => undefined);
      try {
        const subject = Promise.all([vpn.scan(endpoint), isDirectoryOn(vpn, endpoint)]);
        const [list, isDirectory] = (await Promise.race([subject, tooLong])) ?? [];
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
  const subject = { check: 'people', subject: `connections on ${name}` } as const;
  if (list === undefined) return ok(subject, 'not counted: they could not be read in time');

  const connections = list.select({ kind: 'everyone' }, 'live').slice();
  if (connections.length === 0) return ok(subject, 'no one is connected now');

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
    return ok(subject, `${all} to one of ${whose}`);
  }
  return warning(
    subject,
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
