import type { AccountType } from '../../src/domain/person.ts';
import type { Grant } from '../../src/domain/rules.ts';

/** What a channel can be like, and what it is then configured as. */
export const channelKinds = [
  'private',
  'private, granted all else',
  'private, that they were removed from',
  'private, that they forged',
  'private, of unknown members',
  'public',
  'public, accepted',
  'public, accepted, that they never joined',
  'shared',
  'org-shared',
  'org-shared, accepted',
  'archived',
  'hidden',
  'unverifiable',
  'unconfigured',
] as const;
export type ChannelKind = (typeof channelKinds)[number];

export const grants = [
  'see',
  'kick',
  'kick-many',
  'block',
  'audit',
  'self',
] as const satisfies readonly Grant[];

/**
 * Who may do what, where: the expected answers, for reading. A member gets what the channel's row says. `yes` is
 * allowed; everything else is the reason for which it is refused.
 */
const forMembers = `
channel                                  | see          | kick         | kick-many    | block        | audit        | self
private                                  | yes          | yes          | yes          | yes          | yes          | yes
private, granted all else                | missing      | missing      | missing      | missing      | missing      | yes
private, that they were removed from     | yes          | not in it    | not in it    | not in it    | yes          | yes
private, that they forged                | yes          | not in it    | not in it    | not in it    | yes          | yes
private, of unknown members              | yes          | not known    | not known    | not known    | yes          | yes
public                                   | yes          | public       | public       | public       | yes          | yes
public, accepted                         | yes          | yes          | yes          | yes          | yes          | yes
public, accepted, that they never joined | yes          | yes          | yes          | yes          | yes          | yes
shared                                   | yes          | shared       | shared       | shared       | yes          | yes
org-shared                               | yes          | org_shared   | org_shared   | org_shared   | yes          | yes
org-shared, accepted                     | yes          | yes          | yes          | yes          | yes          | yes
archived                                 | yes          | archived     | archived     | archived     | yes          | yes
hidden                                   | hidden       | hidden       | hidden       | hidden       | hidden       | yes
unverifiable                             | unverifiable | unverifiable | unverifiable | unverifiable | unverifiable | yes
unconfigured                             | unknown      | unknown      | unknown      | unknown      | unknown      | yes
`;

/** Whoever is no member gets the same answer everywhere, whatever they ask for. */
const forOthers = `
person       | anything, anywhere
guest        | person_guest
outsider     | person_outsider
deactivated  | person_deactivated
bot          | person_bot
unverifiable | person_unverifiable
`;

/** A person as Slack vouches for them, or as one whom it does not vouch for just now. */
export type PersonKind = AccountType | 'unverifiable';
export const personKinds = ['member', 'guest', 'outsider', 'deactivated', 'bot', 'unverifiable'] as const;

/** The expected answer: `yes`, or the reason of the refusal. */
export function expectedAnswer(person: PersonKind, channel: ChannelKind, grant: Grant): string {
  if (person !== 'member') return cellIn(forOthers, person, 'anything, anywhere');

  const cell = cellIn(forMembers, channel, grant);
  return reasons[cell] ?? `channel_${cell}`;
}

/** What a cell says, where that is not a property of the channel. */
const reasons: Readonly<Record<string, string>> = {
  yes: 'yes',
  missing: 'grant_missing',
  'not in it': 'membership_missing',
  'not known': 'membership_unverifiable',
};

function cellIn(table: string, row: string, column: string): string {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const cell = rows.find(([name]) => name === row)?.[head.indexOf(column)];
  if (cell === undefined) throw new Error(`The table has no answer for ${row}, ${column}.`);
  return cell;
}
