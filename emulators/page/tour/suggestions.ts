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
    title: 'Bob’s connection hangs',
    promise: 'Find it, terminate it, see it end.',
    person: 'U0HELGA',
    channel: 'C0HELPDESK',
    room: '#helpdesk',
    text: '/vpn who @bob',
    lookFor: [
      'Send it: only you see the list.',
      'Press Terminate and give a reason.',
      'Watch the connection end in the VPN panel, then read #vpn-audit.',
    ],
  },
  {
    title: 'Mallory is compromised',
    promise: 'Terminate every connection, on every endpoint.',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    room: '#secops',
    text: '/vpn kick @mallory laptop stolen, account compromised',
    lookFor: [
      'Send it: all of her connections are listed and ticked.',
      'The outcome changes in place until AWS confirms the end.',
      '#vpn-audit names the actor, the target, the reason, and AWS’s answer.',
    ],
  },
  {
    title: 'A laptop is stolen',
    promise: 'Block it, and see its connections denied.',
    person: 'U0OMAR',
    channel: 'C0SECOPS',
    room: '#secops',
    text: '/vpn block joanna-laptop.example.com 4h stolen on the train',
    lookFor: [
      'Send it: the window shows whose connections it matches, and for how long. Press Block.',
      'Its connection ends. Seconds later its client reconnects, and the VPN panel shows the denied connection.',
      'Type /vpn blocks, press Unblock and give a reason: it can connect again.',
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
      'Send it: the window says that approval is needed. Press Terminate.',
      'Nothing is terminated yet. Act as Anna and press Approve in #secops.',
      '#vpn-audit names both of them.',
    ],
  },
  {
    title: 'Who of my team is connected',
    promise: 'A lead may see connections, not terminate them.',
    person: 'U0LENA',
    channel: 'C0LEADS',
    room: '#leads',
    text: '/vpn who @platform',
    lookFor: [
      'Send it: the list shows who of the group is connected and who is not.',
      'Only her own connection has a Terminate button: #leads may only see connections.',
    ],
  },
  {
    title: 'Try it as a guest',
    promise: 'See how Bouncer explains a denied command.',
    person: 'U0GUS',
    channel: 'C0GENERAL',
    room: '#general',
    text: '/vpn who',
    lookFor: [
      'Send it: the answer says which permission is missing.',
      'Bouncer makes no AWS call: the list of calls does not change.',
    ],
  },
];
