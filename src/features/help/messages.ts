import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelRule, Grant } from '../../domain/rules.ts';
import { context, header, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { listed } from '../../slack/block-kit/quantities.ts';

interface CommandHelp {
  /** What people type after the command's name. */
  readonly usage: string;
  readonly meaning: string;
  /** The command needs any one of these grants. */
  readonly grants: readonly Grant[];
}

const commands: readonly CommandHelp[] = [
  { usage: 'who', meaning: 'everyone who is connected', grants: ['see'] },
  {
    usage: 'who @person',
    meaning: 'one person; or `@group`, or any text in a name, id or address',
    grants: ['see'],
  },
  {
    usage: 'who on ENDPOINT',
    meaning: 'one endpoint only; goes with all of the above',
    grants: ['see'],
  },
  {
    usage: 'who older than 8h',
    meaning: 'connected for at least that long; also with a person, a text or an endpoint',
    grants: ['see'],
  },
  {
    usage: 'kick @person reason',
    meaning: 'end a person’s sessions; or give a user name or a `cvpn-connection-…` id',
    grants: ['kick', 'self'],
  },
  {
    usage: 'kick @person break-glass reason',
    meaning: 'the same without the second person that it needs, for those who may; announced to all',
    grants: ['kick'],
  },
  {
    usage: 'kick @one @two reason',
    meaning: 'end the sessions of several people: mentions, `bob,anna`, or a `@group`',
    grants: ['kick-many'],
  },
  {
    usage: 'kick all on ENDPOINT reason',
    meaning: 'end every session there; can be stopped',
    grants: ['kick-many'],
  },
  {
    usage: 'block @person 4h reason',
    meaning: 'block one person and end their sessions; for `2d`, `4h30m`, or `until lifted`',
    grants: ['block'],
  },
  { usage: 'unblock @person reason', meaning: 'let them in again', grants: ['block'] },
  { usage: 'blocks', meaning: 'who is kept out, until when, by whom and why', grants: ['block'] },
  { usage: 'me', meaning: 'your own sessions', grants: ['self'] },
  { usage: 'history', meaning: 'what ended in the last 60 minutes; or `@person`', grants: ['see'] },
  { usage: 'endpoints', meaning: 'the endpoints and their state', grants: ['see'] },
  {
    usage: 'audit',
    meaning: 'the record, the newest entry first; or `@person`, or any text or number in an entry',
    grants: ['audit'],
  },
  {
    usage: 'doctor',
    meaning: 'what is wrong with the bot’s set-up, and what mends it',
    grants: ['audit'],
  },
];

const reasonHint =
  'One endpoint only: `on ENDPOINT`, its name or id, right behind the person. A reason that could be read as something else goes in double quotes: `"on holiday, laptop stolen"`';

/** Shows the commands that this person can use here, and what other channels allow. */
export function helpView(
  granted: readonly Grant[],
  elsewhere: readonly ChannelRule[],
  { command }: BotNames,
): MessageView {
  const usable = commands.filter(({ grants }) => grants.some((grant) => granted.includes(grant)));
  const lines = usable.map(({ usage, meaning }) => `\`${command} ${usage}\`  ${meaning}`);

  return messageView(`What you can do with ${command} here`, [
    header('What you can do here'),
    section(lines.length > 0 ? lines.join('\n') : 'Nothing in this channel.'),
    ...(usable.some(({ usage }) => usage.endsWith('reason')) ? [context(reasonHint)] : []),
    ...(elsewhere.length > 0 ? [context(elsewhereText(elsewhere))] : []),
  ]);
}

function elsewhereText(channels: readonly ChannelRule[]): string {
  return `Other channels: ${listed(channels.map(({ id, name, allow }) => `#${shown(name)} <#${id}> (${allow.join(', ') || 'nothing'})`))}`;
}
