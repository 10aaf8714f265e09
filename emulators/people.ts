/** The people of the emulated company, shared by the Slack workspace and the VPN. */
export const people = [
  member(
    'U0HELGA',
    'helga',
    'Helga Huber',
    'Helpdesk. Can see connections and terminate one person’s in #helpdesk.',
  ),
  member(
    'U0OMAR',
    'omar',
    'Omar Okafor',
    'Security responder. Can terminate many connections, block people and read the audit log in #secops.',
  ),
  member(
    'U0LENA',
    'lena',
    'Lena Lindqvist',
    'Leads Platform. Can see connections in #leads, and terminate only her own.',
  ),
  member('U0BOB', 'bob', 'Bob Baker', 'Works in Platform. Can terminate his own connections in any channel.'),
  member('U0ANNA', 'anna', 'Anna Alvarez', 'Works in Platform, and responds to incidents in #secops.'),
  member('U0JOANNA', 'joanna', 'Joanna Jensen', 'Works in Sales; her name contains Anna’s.'),
  member('U0MALLORY', 'mallory', 'Mallory Moss', 'Works in Finance; her laptop was stolen.'),
  {
    ...member(
      'U0EVE',
      'eve',
      'Eve Evans',
      'Entered Anna’s email address and never confirmed it. Has no VPN name.',
    ),
    email: 'anna@example.com',
    isEmailConfirmed: false,
  },
  { ...member('U0GUS', 'gus', 'Gus Grant', 'Guest (contractor). Can’t use Bouncer.'), kind: 'guest' },
  {
    ...member('U0OTTO', 'otto', 'Otto Olsen', 'From Partner Inc., in the channel shared with it.'),
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
  { id: 'S0RESPONDERS', handle: 'responders', members: ['U0OMAR', 'U0ANNA'] },
] as const;

function member(id: string, name: string, realName: string, about: string): CompanyMember {
  return { id, name, realName, about, kind: 'member', email: `${name}@example.com`, isEmailConfirmed: true };
}
