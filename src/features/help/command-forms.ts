import { channelGrants, type Grant } from '../../domain/rules.ts';
import type { SubCommand } from '../../slack/command/parse-command.ts';

/** One way to type a command. */
export interface Form {
  /** What people type after the command's name; `ENDPOINT` is replaced by one of theirs. */
  readonly usage: string;
  readonly meaning: string;
  /** Any one of these is enough. */
  readonly grants: readonly Grant[];
  /** Shown only in the help about its command. */
  readonly isRare?: true;
  readonly needs?: 'break_glass' | 'self_alone';
}

/** A command that has a help of its own. */
export type Topic = Exclude<SubCommand, 'help'>;

/** Every way to type each command, in the order in which it is shown. */
export const forms = {
  who: [
    { usage: 'who', meaning: 'Everyone who is connected', grants: ['see'] },
    {
      usage: 'who @person',
      meaning: 'One person. Also a @group, or part of a name, ID or address',
      grants: ['see'],
    },
    { usage: 'who @person on ENDPOINT', meaning: 'Only one endpoint', grants: ['see'] },
    { usage: 'who on ENDPOINT', meaning: 'Everyone on one endpoint', grants: ['see'], isRare: true },
    {
      usage: 'who older than 8h',
      meaning: 'Connected for at least that long',
      grants: ['see'],
      isRare: true,
    },
    {
      usage: 'who @person on ENDPOINT older than 8h',
      meaning: 'These can be combined',
      grants: ['see'],
      isRare: true,
    },
    {
      usage: 'who 203.0.113.51',
      meaning: 'Who has this address, in the VPN or on the internet',
      grants: ['see'],
      isRare: true,
    },
    { usage: 'who "bob baker"', meaning: 'A name with spaces', grants: ['see'], isRare: true },
    {
      usage: 'who cvpn-connection-0123456789abcdef0',
      meaning: 'One connection in detail',
      grants: ['see', 'self'],
      isRare: true,
    },
  ],
  me: [{ usage: 'me', meaning: 'Your own connections, with a Terminate button', grants: ['self'] }],
  names: [
    {
      usage: 'names',
      meaning: 'Your VPN names; claim the name of a certificate',
      grants: ['self', ...channelGrants],
    },
    {
      usage: 'names @person',
      meaning: 'The VPN names of one person; remove a claimed one',
      grants: ['block'],
      isRare: true,
    },
  ],
  history: [
    {
      usage: 'history @person 7d',
      meaning: 'Who was connected, from where, and how it ended',
      grants: ['see'],
    },
    { usage: 'history me', meaning: 'Your own connections of the last week', grants: ['self'] },
    { usage: 'history', meaning: 'Everyone in the last 24 hours', grants: ['see'], isRare: true },
    {
      usage: 'history 203.0.113.51 30d',
      meaning: 'An address, in the VPN or on the internet. Also part of a name or ID',
      grants: ['see'],
      isRare: true,
    },
    {
      usage: 'history @person 24h on ENDPOINT',
      meaning: 'Only one endpoint. Other periods: `90m`, `2w`, `last 3 days`',
      grants: ['see'],
      isRare: true,
    },
  ],
  endpoints: [
    {
      usage: 'endpoints',
      meaning: 'The endpoints, their state, and how many connections they had',
      grants: ['see'],
    },
  ],
  board: [
    {
      usage: 'board @group',
      meaning: 'A message in this channel that shows who of a group is connected, kept up to date',
      grants: ['see'],
    },
    {
      usage: 'board @bob @anna 4h on ENDPOINT',
      meaning: 'People, for up to `24h` (by default `8h`), on one endpoint',
      grants: ['see'],
      isRare: true,
    },
  ],
  report: [
    {
      usage: 'report',
      meaning:
        'The last seven days: usage of the endpoints, longest connections, certificates that expire soon',
      grants: ['see'],
    },
  ],
  kick: [
    {
      usage: 'kick @person laptop stolen',
      meaning: 'One person’s connections. Also a VPN name or a `cvpn-connection-…` ID',
      grants: ['kick'],
    },
    {
      usage: 'kick @person on ENDPOINT laptop stolen',
      meaning: 'Only on one endpoint',
      grants: ['kick'],
      isRare: true,
    },
    {
      usage: 'kick @person left it open',
      meaning: 'Your own connections, if you mention yourself',
      grants: ['self'],
      needs: 'self_alone',
    },
    {
      usage: 'kick @bob @anna left the company',
      meaning: 'Several people. Also `bob,anna` or a @group',
      grants: ['kick-many'],
    },
    {
      usage: 'kick all on ENDPOINT certificate leaked',
      meaning: 'Everyone on one endpoint',
      grants: ['kick-many'],
    },
    {
      usage: 'kick @person break-glass account compromised',
      meaning: 'In an emergency, without the required approval',
      grants: ['kick'],
      needs: 'break_glass',
    },
    {
      usage: 'kick "bob baker" "on holiday, laptop stolen"',
      meaning: 'A name with spaces, or a reason that could be read as something else',
      grants: ['kick'],
      isRare: true,
    },
  ],
  block: [
    {
      usage: 'block @person 4h laptop stolen',
      meaning: 'Deny new connections and terminate current ones',
      grants: ['block'],
    },
    {
      usage: 'block @person until unblocked laptop stolen',
      meaning: 'Without an end. Other times: `30m`, `4h30m`, `2d`, `1w`',
      grants: ['block'],
      isRare: true,
    },
    {
      usage: 'block @person laptop stolen',
      meaning: 'Choose the time in the next step',
      grants: ['block'],
      isRare: true,
    },
    {
      usage: 'block @bob @anna 4h laptops stolen',
      meaning: 'Several people. Also `bob,anna` or `@group`',
      grants: ['block'],
      isRare: true,
    },
    {
      usage: 'block @person on ENDPOINT 2d laptop stolen',
      meaning: 'Only on one endpoint',
      grants: ['block'],
      isRare: true,
    },
  ],
  unblock: [
    { usage: 'unblock @person laptop found', meaning: 'Allow new connections again', grants: ['block'] },
    {
      usage: 'unblock @bob @anna laptops found',
      meaning: 'Several people. Also `bob,anna` or `@group`',
      grants: ['block'],
      isRare: true,
    },
    {
      usage: 'unblock @person on ENDPOINT laptop found',
      meaning: 'Only on one endpoint',
      grants: ['block'],
      isRare: true,
    },
  ],
  blocks: [
    { usage: 'blocks', meaning: 'Who is blocked, until when, by whom and why', grants: ['block'] },
    { usage: 'blocks @person', meaning: 'Only blocks on one person', grants: ['block'], isRare: true },
    { usage: 'blocks stolen', meaning: 'Any text in a name or a reason', grants: ['block'], isRare: true },
    { usage: 'blocks on ENDPOINT', meaning: 'Only on one endpoint', grants: ['block'], isRare: true },
  ],
  audit: [
    { usage: 'audit', meaning: 'Who did what and why, newest first', grants: ['audit'] },
    { usage: 'audit @person', meaning: 'By or about one person', grants: ['audit'], isRare: true },
    { usage: 'audit stolen', meaning: 'Any text or number in an entry', grants: ['audit'], isRare: true },
    {
      usage: 'audit by @person about @person since 7d kind kick',
      meaning:
        'Filters, in any combination. Kinds: `kick`, `block`, `unblock`, `approval`, `break-glass`, `denied`, `reconnect`, `failed`, `name`',
      grants: ['audit'],
      isRare: true,
    },
  ],
  doctor: [
    { usage: 'doctor', meaning: 'What is wrong with Bouncer’s setup, and how to fix it', grants: ['audit'] },
  ],
} as const satisfies Record<Topic, readonly Form[]>;
