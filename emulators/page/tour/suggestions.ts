/** Something to try: who to be, where, what to type, and what to look for. */
export interface Suggestion {
  readonly title: string;
  readonly promise: string;
  readonly person: string;
  readonly channel: string;
  readonly room: string;
  readonly text: string;
  readonly lookFor: readonly string[];
}

export const suggestions: readonly Suggestion[] = [
  {
    title: 'Bob’s session hangs',
    promise: 'Find it, end it, see that it really ended.',
    person: 'U0HELGA',
    channel: 'C0HELPDESK',
    room: '#helpdesk',
    text: '/vpn who @bob',
    lookFor: [
      'Send it: only you see the list.',
      'Press Terminate and give a reason.',
      'Watch the session end in the VPN panel, then read #vpn-audit.',
    ],
  },
  {
    title: 'Mallory is compromised',
    promise: 'End every session, on every endpoint.',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    room: '#secops',
    text: '/vpn kick @mallory laptop stolen, account compromised',
    lookFor: [
      'Send it: all of her sessions are listed and ticked.',
      'The outcome changes in place until AWS confirms the end.',
      '#vpn-audit has who did it, to whom, why, and what AWS said.',
    ],
  },
  {
    title: 'A laptop is stolen',
    promise: 'Keep it out, and see it turned away.',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    room: '#secops',
    text: '/vpn block joanna-laptop.example.com 4h stolen on the train',
    lookFor: [
      'Send it: whom it would hit, and for how long. Press Keep out.',
      'Its session ends, and when its client knocks, seconds later, the VPN panel shows it turned away.',
      'Type /vpn blocks, press Unblock and say why: it is let in again.',
    ],
  },
  {
    title: 'A protected name needs two',
    promise: 'One person asks, another approves.',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    room: '#secops',
    text: '/vpn kick svc-backup@example.com its key has leaked',
    lookFor: [
      'Send it: the window says that a second person is needed. Press End session.',
      'Nothing ends yet. Become Anna, and press Approve in #secops.',
      '#vpn-audit names both of them.',
    ],
  },
  {
    title: 'Who of my team is on',
    promise: 'A lead may look, and may not touch.',
    person: 'U0LENA',
    channel: 'C0LEADS',
    room: '#leads',
    text: '/vpn who @platform',
    lookFor: [
      'Send it: who of the group is on, and who is off.',
      'Terminate stands at her own session alone: #leads may only look.',
    ],
  },
  {
    title: 'Try it as a guest',
    promise: 'See how a refusal explains itself.',
    person: 'U0GUS',
    channel: 'C0GENERAL',
    room: '#general',
    text: '/vpn who',
    lookFor: [
      'Send it: the answer says what is missing.',
      'Nothing was asked of AWS: the list of calls stays as it was.',
    ],
  },
];
