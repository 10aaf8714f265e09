import type { BotNames } from '../../domain/bot-names.ts';
import { context, header, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown } from '../../slack/block-kit/escape-text.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import type { SubCommand } from '../../slack/command/parse-command.ts';
import { grantTexts } from '../connections/denied-message.ts';
import { type Form, forms, type Topic } from './command-forms.ts';
import type { Help } from './help.ts';

const groups: readonly { readonly title: string; readonly topics: readonly Topic[] }[] = [
  { title: 'See', topics: ['who', 'me', 'names', 'history', 'endpoints', 'board', 'report'] },
  { title: 'Terminate', topics: ['kick'] },
  { title: 'Block', topics: ['block', 'unblock', 'blocks'] },
  { title: 'Audit', topics: ['audit', 'doctor'] },
];

/** Other words that a command accepts. */
const synonyms: Partial<Record<Topic, string>> = {
  who: '`list`, `ls`',
  kick: '`terminate`, `disconnect`, `end`',
};

/** Shows the commands that this person can use here, and what else they can do in other channels. */
export function helpView(help: Help, names: BotNames): MessageView {
  const sections = groups.flatMap(({ title, topics }) => {
    const lines = topics.flatMap((topic) => usable(topic, help).filter(({ isRare }) => isRare === undefined));
    return lines.length === 0
      ? []
      : [section([`*${title}*`, ...lines.map(lineFrom(help, names))].join('\n'))];
  });

  return messageView(`What you can do here with ${names.command}`, [
    header('What you can do here'),
    ...(sections.length > 0 ? sections : [section('You can’t use Bouncer in this channel.')]),
    ...[...moreText(help, names), ...elsewhereTexts(help)].map((text) => context(text)),
  ]);
}

/** Shows all forms of one command that this person can use here. */
export function commandHelpView(topic: SubCommand, help: Help, names: BotNames): MessageView {
  if (topic === 'help') return helpView(help, names);
  const lines = usable(topic, help);
  if (lines.length === 0)
    return noticeView(
      `:no_entry: You can’t use \`${names.command} ${topic}\` in this channel. Type \`${names.command} help\` to see what you can do.`,
    );

  const also = synonyms[topic];
  return messageView(`How to use ${names.command} ${topic}`, [
    header(`${names.command} ${topic}`),
    section(lines.map(lineFrom(help, names)).join('\n')),
    ...(also === undefined ? [] : [context(`Same command: ${also}`)]),
  ]);
}

function usable(topic: Topic, { granted, mayBreakGlass }: Help): readonly Form[] {
  const each: readonly Form[] = forms[topic];
  return each.filter(({ grants, needs }) => {
    if (needs === 'break_glass' && !mayBreakGlass) return false;
    if (needs === 'self_alone' && granted.includes('kick')) return false;
    return grants.some((grant) => granted.includes(grant));
  });
}

function lineFrom({ endpoint }: Help, { command }: BotNames) {
  const name = endpoint === undefined ? 'ENDPOINT' : shown(endpoint);
  return ({ usage, meaning }: Form) => `\`${command} ${usage.replace('ENDPOINT', name)}\`  ${meaning}`;
}

/** Says how to see all forms of a command, if a command that the person can use has several. */
function moreText({ granted }: Help, { command }: BotNames): readonly string[] {
  const topic = (['kick', 'see'] as const).find((grant) => granted.includes(grant));
  if (topic === undefined) return [];
  return [
    `To see all forms of a command, type its name: \`${command} help ${topic === 'see' ? 'who' : topic}\`.`,
  ];
}

/** More channels than this make no short help. */
const maxChannels = 5;

function elsewhereTexts({ granted, elsewhere }: Help): readonly string[] {
  return elsewhere.slice(0, maxChannels).map(({ rule, grants }) => {
    const what = grants.map((grant) => grantTexts[grant]);
    return `In <#${rule.id}>, you can ${granted.length > 0 ? 'also ' : ''}${listOfAll.format(what)}.`;
  });
}

const listOfAll = new Intl.ListFormat('en', { type: 'conjunction' });
