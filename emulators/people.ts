/** The people of the emulated company, shared by the Slack workspace and the VPN. */
export const people = [
  member(
    'U0HELGA',
    'helga',
    'Helga Huber',
    'Helpdesk. May see connections and terminate one person’s, in #helpdesk.',
  ),
  member(
    'U0OMAR',
    'omar',
    'Omar Okafor',
    'Security responder. May terminate many connections, block people and read the audit log, in #secops.',
  ),
  member(
    'U0LENA',
    'lena',
    'Lena Lindqvist',
    'Team lead of Platform. May see connections in #leads, and terminate none but her own.',
  ),
  member(
    'U0BOB',
    'bob',
    'Bob Baker',
    'Works in Platform. May terminate his own connections, in any channel.',
  ),
  member('U0ANNA', 'anna', 'Anna Alvarez', 'Works in Platform.'),
  member('U0JOANNA', 'joanna', 'Joanna Jensen', 'Works in Sales; her name contains Anna’s.'),
  member('U0MALLORY', 'mallory', 'Mallory Moss', 'Works in Finance; her laptop was stolen.'),
  {
    ...member(
      'U0EVE',
      'eve',
      'Eve Evans',
      'Entered Anna’s e-mail address and never confirmed it. Has no VPN name.',
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
] as const satisfies readonly CompanyMember[];

export interface CompanyMember {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly about: string;
  readonly kind: 'member' | 'guest' | 'outsider' | 'deactivated';
  readonly email: string;
  /** Whether the person confirmed it to Slack; anyone may enter any address. */
  readonly isEmailConfirmed: boolean;
}

/** User groups of the workspace, by handle. */
export const groups = [
  { id: 'S0PLATFORM', handle: 'platform', members: ['U0LENA', 'U0BOB', 'U0ANNA'] },
  { id: 'S0FINANCE', handle: 'finance', members: ['U0MALLORY'] },
] as const;

function member(id: string, name: string, realName: string, about: string): CompanyMember {
  return { id, name, realName, about, kind: 'member', email: `${name}@example.com`, isEmailConfirmed: true };
}
