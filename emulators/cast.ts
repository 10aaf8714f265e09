/** The people of the emulated company: one list for the workspace they chat in and the VPN they connect to. */
export const cast = [
  member(
    'U0HELGA',
    'helga',
    'Helga Huber',
    'Helpdesk. Sees sessions and may end one person’s, in #helpdesk.',
  ),
  member(
    'U0OMAR',
    'omar',
    'Omar Okafor',
    'Security responder. May end many sessions and read the record, in #secops.',
  ),
  member('U0LENA', 'lena', 'Lena Lindqvist', 'Team lead of Platform. Looks, in #leads; does not touch.'),
  member('U0BOB', 'bob', 'Bob Baker', 'Works in Platform. May end his own sessions, anywhere.'),
  member('U0ANNA', 'anna', 'Anna Alvarez', 'Works in Platform.'),
  member('U0JOANNA', 'joanna', 'Joanna Jensen', 'Works in Sales; her name contains Anna’s.'),
  member('U0MALLORY', 'mallory', 'Mallory Moss', 'Works in Finance; her laptop was stolen.'),
  {
    ...member(
      'U0EVE',
      'eve',
      'Eve Evans',
      'Entered Anna’s e-mail address and never confirmed it. Is nobody on the VPN.',
    ),
    email: 'anna@example.com',
    isEmailConfirmed: false,
  },
  { ...member('U0GUS', 'gus', 'Gus Grant', 'Guest (contractor). May do nothing.'), kind: 'guest' },
  {
    ...member('U0OTTO', 'otto', 'Otto Olsen', 'Outsider from Partner Inc., in the shared channel.'),
    kind: 'outsider',
  },
  {
    ...member('U0DORA', 'dora', 'Dora Diaz', 'Left the company; her account is deactivated.'),
    kind: 'deactivated',
  },
] as const satisfies readonly CastMember[];

export interface CastMember {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly about: string;
  readonly kind: 'member' | 'guest' | 'outsider' | 'deactivated';
  readonly email: string;
  /** Whether Slack has had it confirmed; anybody may enter any address. */
  readonly isEmailConfirmed: boolean;
}

/** User groups of the workspace, by handle. */
export const groups = [
  { id: 'S0PLATFORM', handle: 'platform', members: ['U0LENA', 'U0BOB', 'U0ANNA'] },
  { id: 'S0FINANCE', handle: 'finance', members: ['U0MALLORY'] },
] as const;

function member(id: string, name: string, realName: string, about: string): CastMember {
  return { id, name, realName, about, kind: 'member', email: `${name}@example.com`, isEmailConfirmed: true };
}
