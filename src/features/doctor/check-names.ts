import type { PersonId } from '../../domain/ids.ts';
import { claimedNamesFrom, effectiveClaims, type NameClaim } from '../../domain/name-claim.ts';
import { namesFromEmail, type Person } from '../../domain/person.ts';
import type { Rules } from '../../domain/rules.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { SetUp, WorkspaceAnswer, WorkspaceMembers } from '../../ports/set-up.ts';
import type { Finding, Fix, Subject } from './finding.ts';

/** Slack allows about a hundred of these calls per minute, which Bouncer also needs for other requests. */
const maxPeople = 50;

/** The rules with the claimed names, as far as the store has them. */
export async function rulesWithClaims({ rules, store }: Pick<SetUp, 'rules' | 'store'>): Promise<Rules> {
  // The store's own check reports why it cannot be read.
  const claims = await store.claims().catch(() => undefined);
  return { ...rules, people: { ...rules.people, claimed: claimedNamesFrom(rules, claims ?? []) } };
}

/** Checks the names that people have claimed: that their owners are members, and that nothing else claims them. */
export async function checkClaimedNames(setUp: SetUp, on: Subject): Promise<readonly Finding[]> {
  const { rules, store, workspace } = setUp;
  const claims = await store.claims();
  if (claims === undefined) return [on.ok('not checked: an earlier version wrote the store')];
  if (claims.length === 0) return [on.ok(`none; ${whereText(rules)}`)];

  const people = [...new Set(claims.map(({ person }) => person))];
  const asked = people.slice(0, maxPeople);
  const [members, ...owners] = await Promise.all([
    workspace.members(),
    ...asked.map(async (id) => ({ id, answer: await workspace.person(id) })),
  ]);
  const found = owners.flatMap(({ answer }) => (answer.kind === 'answered' ? [answer.value] : []));
  const byName = claims.map((claim) => ({
    ...claim,
    owner: found.find(({ id }) => id === claim.person)?.name ?? claim.person,
  }));
  const problems = [
    ...overruled(setUp, byName, on),
    ...(members.kind === 'answered' ? addressesAmong(setUp, byName, members.value, on) : []),
    ...owners.flatMap(({ id, answer }) => ownerProblem(setUp, id, answer, claims, on)),
  ];
  if (problems.length > 0) return problems;
  const checked = asked.length < people.length ? `, of whom ${asked.length} were checked` : '';
  return [on.ok(`names: ${claims.length}, of members: ${people.length}${checked}; ${whereText(rules)}`)];
}

function whereText({ claimsChannel, channels }: Rules): string {
  if (claimsChannel === undefined) return 'no channel approves claims, so nobody can claim a name';
  return `#${channels.get(claimsChannel)?.name ?? claimsChannel} approves claims`;
}

interface OwnedClaim extends NameClaim {
  /** The name of the person who claimed it; their id if Slack can't show them. */
  readonly owner: string;
}

/** The configuration may have changed since a claim was approved. */
function overruled(
  { rules, command }: SetUp,
  claims: readonly OwnedClaim[],
  on: Subject,
): readonly Finding[] {
  const effective = effectiveClaims(rules, claims);
  return claims
    .filter((claim) => !effective.includes(claim))
    .map(({ name, owner }) =>
      on.warning(
        `“${name}”, claimed by ${owner}, has no effect, because the configuration protects it or lists it for someone else`,
        removal(command),
      ),
    );
}

/** Someone may have been hired whose address gives the name of a certificate. */
function addressesAmong(
  { rules, command }: SetUp,
  claims: readonly OwnedClaim[],
  { people }: WorkspaceMembers,
  on: Subject,
): readonly Finding[] {
  return claims.flatMap(({ name, person, owner }) =>
    people
      .filter(({ id, email }) => {
        const own = namesFromEmail(email, rules.people);
        return id !== person && own.some((each) => isSameName(each, name));
      })
      .map((other) =>
        on.warning(
          `“${name}”, claimed by ${owner}, is also the VPN name of ${other.name}, by their address`,
          removal(command),
        ),
      ),
  );
}

function ownerProblem(
  { command }: SetUp,
  person: PersonId,
  answer: WorkspaceAnswer<Person>,
  claims: readonly NameClaim[],
  on: Subject,
): readonly Finding[] {
  const names = claims.filter((claim) => claim.person === person).map(({ name }) => `“${name}”`);
  const claimed = `claimed ${names.join(', ')}`;
  if (answer.kind === 'refused')
    return [on.warning(`Slack can’t show ${person}, who has ${claimed}: ${answer.word}`, removal(command))];
  const { accountType, name } = answer.value;
  return accountType === 'member'
    ? []
    : [on.warning(`${name}, who has ${claimed}, isn’t a full member any more`, removal(command))];
}

function removal(command: string): Fix {
  return {
    step: 'remove the name, in the channel that approves claims, with',
    exact: `${command} names @person`,
  };
}
