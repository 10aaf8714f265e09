/** Something to try: who to be, where, what to type, and what to look for. */
export interface Suggestion {
  readonly title: string;
  readonly person: string;
  readonly channel: string;
  readonly text: string;
  readonly as: string;
  readonly lookFor: readonly string[];
}

export const suggestions: readonly Suggestion[] = [
  {
    title: 'Bob’s session hangs',
    person: 'U0HELGA',
    channel: 'C0HELPDESK',
    text: '/vpn who @bob',
    as: 'You are Helga, helpdesk, in #helpdesk',
    lookFor: [
      'Send it: only you see the list.',
      'Press Terminate and give a reason.',
      'Watch the session end in the VPN panel; then read #vpn-audit.',
    ],
  },
  {
    title: 'Mallory is compromised',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    text: '/vpn kick @mallory laptop stolen, account compromised',
    as: 'You are Omar, security, in #secops',
    lookFor: [
      'Every session on every endpoint is listed and ticked.',
      'The outcome changes in place until the end is confirmed.',
      'Does she come back? The bot looks for five minutes.',
    ],
  },
  {
    title: 'Who of my team is on',
    person: 'U0LENA',
    channel: 'C0LEADS',
    text: '/vpn who @platform',
    as: 'You are Lena, team lead, in #leads',
    lookFor: [
      'Who of the group is on and who is off.',
      'There is no Terminate button: #leads may look, not touch.',
    ],
  },
  {
    title: 'Try it as a guest',
    person: 'U0GUS',
    channel: 'C0GENERAL',
    text: '/vpn who',
    as: 'You are Gus, a guest, in #general',
    lookFor: [
      'The answer says what is missing and where it is allowed.',
      'The refusal is in the record too: #vpn-audit.',
    ],
  },
];
