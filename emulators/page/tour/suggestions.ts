/** One step of something to try: who does it, where, and what to do or to look for. */
export interface Step {
  readonly person: string;
  readonly channel: string;
  /** The command that is put into the composer. */
  readonly text?: string;
  readonly line: string;
}

export interface Suggestion {
  readonly title: string;
  readonly promise: string;
  readonly steps: readonly [Step, ...Step[]];
}

/** The channels of the steps, by id: the visitor may act as somebody who is not in them. */
export const roomNames: Readonly<Record<string, string>> = {
  C0HELPDESK: '#helpdesk',
  C0SECOPS: '#secops',
  C0LEADS: '#leads',
  C0AUDIT: '#vpn-audit',
  C0GENERAL: '#general',
};

const helga = { person: 'U0HELGA', channel: 'C0HELPDESK' };
const omar = { person: 'U0OMAR', channel: 'C0SECOPS' };
const anna = { person: 'U0ANNA', channel: 'C0SECOPS' };
const lena = { person: 'U0LENA', channel: 'C0LEADS' };
const bob = { person: 'U0BOB', channel: 'C0GENERAL' };
const gus = { person: 'U0GUS', channel: 'C0GENERAL' };
const audited = { person: 'U0OMAR', channel: 'C0AUDIT' };

export const suggestions: readonly Suggestion[] = [
  {
    title: 'Bob’s connection hangs',
    promise: 'Find it, terminate it, see it end.',
    steps: [
      { ...helga, text: '/vpn who @bob', line: 'Send the command. Only you see the list.' },
      { ...helga, line: 'Press Terminate, give a reason, and watch the connection end in the VPN panel.' },
      {
        ...helga,
        channel: 'C0AUDIT',
        line: 'The audit channel shows who did it, why, and what AWS returned.',
      },
    ],
  },
  {
    title: 'Mallory is compromised',
    promise: 'Terminate every connection, on every endpoint.',
    steps: [
      {
        ...omar,
        text: '/vpn kick @mallory laptop stolen, account compromised',
        line: 'Send the command. It lists all of her connections.',
      },
      { ...omar, line: 'Submit the dialog. The outcome updates in place until AWS confirms it.' },
      { ...audited, line: 'The audit channel shows who did it, why, and what AWS returned.' },
    ],
  },
  {
    title: 'A laptop is stolen',
    promise: 'Block it, and see its connections denied.',
    steps: [
      {
        ...omar,
        text: '/vpn block joanna-laptop.example.com 4h stolen on the train',
        line: 'Send the command, check what it matches, and submit the dialog.',
      },
      { ...omar, line: 'Its connection ends. The VPN panel shows that its next connection is denied.' },
      { ...omar, text: '/vpn blocks', line: 'List the blocks and press Unblock. It can connect again.' },
    ],
  },
  {
    title: 'Several people were phished',
    promise: 'Block them all at once.',
    steps: [
      {
        ...omar,
        text: '/vpn block @mallory @joanna 4h phished, resetting passwords',
        line: 'Send the command. One dialog shows what it does to both of them.',
      },
      { ...omar, line: 'Submit the dialog. Their connections end, and new ones are denied.' },
      {
        ...omar,
        text: '/vpn blocks',
        line: 'List the blocks. To unblock both: /vpn unblock @mallory @joanna reset',
      },
    ],
  },
  {
    title: 'A protected name needs approval',
    promise: 'One person requests it, another approves.',
    steps: [
      {
        ...omar,
        text: '/vpn kick svc-backup@example.com its key has leaked',
        line: 'Send the command and submit the dialog. No connection is terminated yet.',
      },
      { ...anna, line: 'Press Approve. The connection is terminated.' },
      { ...audited, line: 'The audit channel names both of them.' },
    ],
  },
  {
    title: 'Break-glass',
    promise: 'Terminate it without approval, in an emergency.',
    steps: [
      {
        ...omar,
        text: '/vpn kick svc-backup@example.com break-glass its key is being used',
        line: 'Send the command and submit the dialog. Nobody has to approve it.',
      },
      { ...audited, line: 'The audit channel shows that it was a break-glass kick.' },
    ],
  },
  {
    title: 'Connected for too long',
    promise: 'Find old connections, and sort them.',
    steps: [
      { ...helga, text: '/vpn who older than 4h', line: 'Send the command.' },
      { ...helga, line: 'Sort the list: choose “Most traffic first” instead of “Longest connected first”.' },
    ],
  },
  {
    title: 'Look closer',
    promise: 'Every detail that AWS has of a connection.',
    steps: [
      { ...helga, text: '/vpn who @bob', line: 'Send the command.' },
      {
        ...helga,
        line: 'Choose a connection under “Details of…”: AWS is asked again, and its ids can be copied.',
      },
    ],
  },
  {
    title: 'No commands in a thread',
    promise: 'Use a shortcut instead.',
    steps: [
      { ...helga, line: 'Press ⚡ beside the message field, also in a thread, and choose “VPN…”.' },
      { ...helga, line: 'Choose “Terminate connections” and a person, and press Continue.' },
      {
        ...helga,
        line: 'In the ⋯ menu of somebody’s message, choose “Who is this on the VPN?”.',
      },
    ],
  },
  {
    title: 'Who of my team is connected',
    promise: 'A lead can see connections, not terminate them.',
    steps: [
      {
        ...lena,
        text: '/vpn who @platform',
        line: 'Send the command. It shows who is connected and who isn’t.',
      },
      {
        ...lena,
        line: 'Only her own connection has a Terminate button: #leads can’t terminate connections.',
      },
    ],
  },
  {
    title: 'My own connections',
    promise: 'Everyone can see and terminate their own.',
    steps: [
      { ...bob, text: '/vpn me', line: 'Send the command. It lists your connections, in any channel.' },
      { ...bob, line: 'Press Terminate to end one of them.' },
    ],
  },
  {
    title: 'Who did what?',
    promise: 'Search the audit log, and export it.',
    steps: [
      { ...omar, text: '/vpn audit', line: 'Send the command. The latest action is at the top.' },
      {
        ...omar,
        text: '/vpn audit by @omar kind kick since 1h',
        line: 'Limit it to what one person terminated.',
      },
      {
        ...omar,
        line: 'Press Details to see its entries, or Export: the files arrive in a direct message from Bouncer.',
      },
    ],
  },
  {
    title: 'Try it as a guest',
    promise: 'See how Bouncer explains a denied command.',
    steps: [
      { ...gus, text: '/vpn who', line: 'Send the command. The answer says why it was denied.' },
      { ...gus, line: 'Bouncer made no AWS call for it: see AWS calls in the VPN panel.' },
    ],
  },
];
