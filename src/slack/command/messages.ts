import { type BotNames, withNames } from '../../domain/bot-names.ts';
import { closestTo } from '../../domain/closest.ts';
import type { UnknownEndpoint } from '../../domain/endpoint.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { Nameless, NamelessWhy } from '../../domain/person.ts';
import { actionIds } from '../block-kit/action-ids.ts';
import { actions, button, type MessageView, messageView, section, spokenAs } from '../block-kit/blocks.ts';
import { shown, shownCode } from '../block-kit/escape-text.ts';
import { failureSentence } from '../block-kit/failure-sentence.ts';
import { noticeView } from '../block-kit/notice.ts';
import { alternatives, listed } from '../block-kit/quantities.ts';
import { proseFromTyped } from './words.ts';

type Verb = 'kick' | 'block' | 'unblock';

/** Why a command could not be parsed. */
export type Misreading =
  | { readonly kind: keyof typeof plainSentences }
  | { readonly kind: keyof typeof typedSentences; readonly typed: string }
  | { readonly kind: 'unknown_command'; readonly typed: string; readonly meant: MeantCommand | undefined }
  /** A period of a history that is a number alone. */
  | { readonly kind: 'period_without_unit'; readonly typed: string; readonly meant: MeantCommand }
  | { readonly kind: 'takes_nothing'; readonly command: string }
  | { readonly kind: 'break_glass_unused'; readonly verb: Verb }
  | { readonly kind: 'length_unused'; readonly verb: Verb; readonly typed: string }
  | ScopeInReason;

/** The command that was probably meant by one with a typo. */
export interface MeantCommand {
  /** The whole text after the command's name, as it should have been typed. */
  readonly text: string;
  /** What it would do: look something up, or open a modal. Undefined if it can't be carried out as it is. */
  readonly effect: 'looks' | 'asks' | undefined;
}

interface ScopeInReason {
  readonly kind: 'scope_in_reason';
  readonly verb: Verb;
  readonly typed: string;
  /** The name of the endpoint that was probably intended. */
  readonly meant: string | undefined;
}

/** The result of parsing a command that can be read in several ways, or in none. */
export interface Misread {
  readonly kind: 'misread';
  readonly problem: Misreading;
  /** The command that was typed, if the sentence may name it. */
  readonly verb?: Verb;
}

export function misread(problem: Misreading): Misread {
  return { kind: 'misread', problem };
}

export function misreadView(misreading: Misreading, names: BotNames, verb: Verb = 'kick'): MessageView {
  const text = `:grey_question: ${sentence(misreading, names, verb)}`;
  const isTypo = misreading.kind === 'unknown_command' || misreading.kind === 'period_without_unit';
  const button = isTypo ? meantButton(misreading.meant, names) : undefined;
  return button === undefined
    ? noticeView(text)
    : messageView(text, [section(text), actions('meant_command', [button])]);
}

/** Slack's limit is 2,000, and in a direct message the channel comes before the value. */
const maxValueLength = 1_960;

/** A button that does what was probably meant, with everything else as typed. */
function meantButton(meant: MeantCommand | undefined, { command }: BotNames) {
  if (meant?.effect === undefined || meant.text.length > maxValueLength) return undefined;
  const [actionId, label] =
    meant.effect === 'looks' ? [actionIds.runCommand, 'Run it'] : [actionIds.continueCommand, 'Continue'];
  return {
    ...button(actionId, label, meant.text),
    ...spokenAs(label, `${command} ${proseFromTyped(meant.text)}`),
  };
}

/**
 * Says that a scope is no known endpoint, and lists the endpoints that can be named here.
 *
 * @param usage The command, such as `/vpn kick`, in which the scope may have been intended as the start of a reason.
 */
export function unknownEndpointView({ text, known }: UnknownEndpoint, usage?: string): MessageView {
  const closest = closestTo(text, known);
  const guess = closest === undefined ? '' : ` Did you mean ${shown(closest)}?`;
  const names = known.length === 0 ? '' : ` Endpoints here: ${listed(known.map((name) => shown(name)))}.`;
  const hint = usage === undefined ? '' : ` No action was taken. ${quotedReasonText(usage)}`;
  return noticeView(`:grey_question: No endpoint here is named “${shown(text)}”.${guess}${names}${hint}`);
}

/** Explains how to write a reason that would otherwise be read as an argument. */
function quotedReasonText(usage: string): string {
  return `If that’s part of the reason, put the reason in double quotes: \`${usage} @person "on holiday, laptop stolen"\`.`;
}

/** Explains how handles that Slack passed on as text were read, as mrkdwn; undefined if there are none. */
export function unknownHandlesText(handles: readonly string[]): string | undefined {
  if (handles.length === 0) return undefined;
  const names = handles.map((handle) => shown(handle));
  const typed = alternatives(names.map((name) => `“@${name}”`));
  const read = listed(names.map((name) => `“${name}”`));
  const meant = handles.length === 1 ? 'VPN name' : 'VPN names';
  return `:information_source: No user group or active person is named ${typed}. Bouncer uses the ${meant} ${read} instead. If they connect under another name, type the full name.`;
}

/** As many handles as a message has room for. */
const maxHandlesNamed = 5;

/** Says that a command was not carried out, since its target may or may not be a user group. */
export function handlesUnverifiableView(handles: readonly string[], code: FailureCode): MessageView {
  const names = handles.slice(0, maxHandlesNamed).map((handle) => `“@${shown(handle)}”`);
  const more = handles.length > maxHandlesNamed ? [`${handles.length - maxHandlesNamed} more`] : [];
  const are = handles.length === 1 ? 'is a user group' : 'are user groups';
  return noticeView(
    `:x: *No action was taken.* Bouncer couldn’t check whether ${listed([...names, ...more])} ${are}. ${failureSentence(code)}`,
  );
}

/**
 * Says that a person in Slack has no known VPN name, which does not mean that they aren't connected, and what would
 * help.
 */
export function namelessView({ person, why }: Nameless): MessageView {
  return noticeView(`:grey_question: ${namelessTexts[why](`<@${person}>`)}`);
}

/** Says the same to a person who asks about their own connections. */
export function ownNamelessView({ why }: Nameless): MessageView {
  return noticeView(`:grey_question: ${ownNamelessTexts[why]}`);
}

const namelessTexts = {
  unconfirmed: (who) =>
    `Slack hasn’t confirmed the email address of ${who}, so Bouncer can’t use it as their VPN name. They can confirm it in Slack under *Settings*. Or type their VPN name instead.`,
  other_domain: (who) =>
    `The email domain of ${who} isn’t used for VPN names here. Type their VPN name instead, or ask an operator to add it under \`people.map\`.`,
  protected: (who) => `The VPN name of ${who} is protected. Type the name instead of the mention.`,
  unknown: (who) =>
    `Bouncer doesn’t know the VPN name of ${who}. Type their VPN name instead, or ask an operator to add it under \`people.map\`.`,
} as const satisfies Record<NamelessWhy, (who: string) => string>;

const askOperator = 'ask an operator to add your VPN name under `people.map`';

const ownNamelessTexts = {
  unconfirmed: `Slack hasn’t confirmed your email address, so Bouncer can’t use it as your VPN name. Confirm it in Slack under *Settings*, or ${askOperator}.`,
  other_domain: `Your email domain isn’t used for VPN names here. To see your connections, ${askOperator}.`,
  protected: `Your VPN name is protected, so Bouncer can’t treat its connections as yours. If they are, ${askOperator}.`,
  unknown: `Bouncer doesn’t know your VPN name. To see your connections, ${askOperator}.`,
} as const satisfies Record<NamelessWhy, string>;

const plainSentences = {
  nobody_named: 'Whose connections? Type `/command kick @person`, a VPN name, or a `cvpn-connection-…` ID.',
  nobody_to_block: 'Who should be blocked? Type `/command block @person 4h reason` or a VPN name.',
  nobody_to_unblock: 'Who should be unblocked? Type `/command unblock @person reason` or a VPN name.',
  connection_unblocked:
    'Blocks apply to names, not connections. Type `/command unblock @person` or a VPN name, or press Unblock in `/command blocks`.',
  person_needed:
    '`/command names` shows your own VPN names. To see those of someone else, mention them: `/command names @person`.',
  group_named: 'This command accepts one person at a time, not a group.',
  not_a_person: 'Give one @person, @group, or search term.',
  everyone_blocked:
    'Everyone can’t be blocked or unblocked at once. Name people or a user group: `/command VERB @bob @anna reason`.',
  endpoint_missing: 'Everyone on which endpoint? Type `/command kick all on ENDPOINT reason`.',
  everyone_among_several:
    'Give either people or everyone. For everyone, type `/command kick all on ENDPOINT reason`.',
  exception:
    'Bouncer can’t make exceptions. Name the people instead: `/command VERB @bob @anna reason`. If that’s part of the reason, put the reason in double quotes.',
  mention_or_reason:
    'Is that another person, or does the reason start there? To VERB several people, type `/command VERB @bob @anna reason`. If the reason starts with a person, put it in double quotes.',
  connection_among_several:
    'A `cvpn-connection-…` ID can’t be combined with others. Use it alone, or give people, groups or VPN names.',
  too_many: 'That’s more than 20 at once. Give a user group instead.',
  too_long: 'That’s too long for a VPN name, which has at most 255 characters.',
  too_long_together: 'These names are too long together. Give fewer at once, or a user group.',
  duration_in_history:
    '`/command history` can’t be limited by how long connections lasted. To say how far to look back, type `/command history @person 7d`.',
  duration_in_blocks: '`/command blocks` can’t be limited to a duration. Leave out the duration.',
  duration_for_group:
    'A group can’t be limited to a duration. Leave out the duration, or name one person: `/command who @person older than 8h`.',
  nobody_on_board:
    'Who should be on the board? Type `/command board @group`, or people: `/command board @bob @anna 4h`.',
  board_unclear:
    'Bouncer couldn’t tell who should be on the board. Name a group, or people one after the other: `/command board @bob @anna 4h`.',
  scope_missing: 'Which endpoint? Type its name or ID after `on`.',
} as const;

/** The two parts go before and after what was typed. */
const typedSentences = {
  absurd_length: [
    'A block can’t last “',
    '”. Give a time of up to a year, such as `4h`, `4h30m` or `2d`, or `until unblocked`.',
  ],
  unknown_length: [
    'How long is “',
    '”? Type `4h`, `4h30m`, `2d` or `until unblocked`. If that’s part of the reason, put the reason in double quotes: `/command block @person "4 laptops stolen"`.',
  ],
  length_repeated: [
    'There’s a second time, “',
    '”. Give one, such as `4h30m`. If that’s part of the reason, put the reason in double quotes: `/command block @person 4h "2d ago it was stolen"`.',
  ],
  length_in_reason: [
    'Is “',
    '” how long to block, or part of the reason? The time goes before the reason: `/command block @person 4h laptop stolen`. If the reason ends with a time, put it in double quotes.',
  ],
  unknown_duration: [
    '“',
    '” isn’t a duration. Give one such as `8h`, `1h30m` or `2d`: `/command who older than 8h`.',
  ],
  duration_repeated: ['Give one duration. “', '” is a second one.'],
  scope_repeated: [
    'There’s a second endpoint, “',
    '”. Give one at a time. If that’s part of the reason, put the reason in double quotes.',
  ],
  scope_in_text: ['Is “', '” the endpoint? Type it at the end: `/command who NAME on ENDPOINT`.'],
  person_or_reason: [
    'Is “',
    '” another person, or does the reason start there? To VERB several people, use mentions or no spaces: `/command VERB bob,anna reason`. If it’s the reason, put it in double quotes: `/command VERB bob "stale, since noon"`.',
  ],
  open_quote: [
    'Where does the name that starts with ',
    ' end? Put a name with spaces in double quotes: `"bob baker"`.',
  ],
  endpoint_as_person: [
    '“',
    '” is an endpoint. To terminate every connection on it, type `/command kick all on ENDPOINT reason`. If it’s a VPN name, put it in double quotes.',
  ],
  target_first: [
    'Who is this about? “',
    '” goes after the person: `/command block @person 4h reason`. If it’s a VPN name, put it in double quotes.',
  ],
  break_glass_unclear: [
    'Does “',
    '” mean break-glass? If so, type `break-glass` right after the person: `/command kick @person break-glass reason`. If it’s part of the reason, put the reason in double quotes.',
  ],
  board_length: ['A board can’t stay up for “', '”. Give a time from `5m` to `24h`, such as `8h`.'],
  board_option: [
    'What does “',
    '” mean? After the people, a board accepts a time and an endpoint: `/command board @group 8h on ENDPOINT`.',
  ],
  filter_repeated: ['Give “', '” once. If it’s part of a text to search for, put the text in double quotes.'],
  since_unclear: [
    'Since when is “',
    '”? Type `since 24h`, `since 7d` or a date such as `since 2026-11-20`. To search for these words, put them in double quotes.',
  ],
  period_unclear: [
    'How far back is “',
    '”? Type a duration such as `24h`, `7d` or `2w`: `/command history @person 7d`. If it’s part of a name, put the name in double quotes.',
  ],
  kind_unknown: [
    'There’s no kind “',
    '”. Type `kind` and one of: kick, block, unblock, approval, break-glass, denied, reconnect, name, failed. To search for these words, put them in double quotes.',
  ],
  flag: ['“', '” isn’t an option. Type `/command help` to see the commands.'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

function sentence(misreading: Misreading, names: BotNames, verb: Verb): string {
  const { command } = names;
  switch (misreading.kind) {
    case 'unknown_command':
      return misreading.meant === undefined
        ? `Bouncer has no command “${shown(misreading.typed)}”. Type \`${command} help\` to see the commands.`
        : `Bouncer has no command “${shown(misreading.typed)}”. Did you mean ${shownCode(`${command} ${proseFromTyped(misreading.meant.text)}`)}?`;
    case 'period_without_unit':
      return `Is “${shown(misreading.typed)}” a number of days? Did you mean ${shownCode(`${command} ${proseFromTyped(misreading.meant.text)}`)}? If it’s a name, put it in double quotes.`;
    case 'takes_nothing':
      return `\`${command} ${misreading.command}\` accepts no arguments. Type \`${command} help\` to see the commands.`;
    case 'break_glass_unused':
      return `\`${command} ${misreading.verb}\` needs no approval. Leave out \`break-glass\`.`;
    case 'length_unused':
      return `\`${command} ${misreading.verb}\` accepts no time, such as “${shown(misreading.typed)}”. To block someone, type \`${command} block @person 4h reason\`. If that’s part of the reason, put the reason in double quotes.`;
    case 'scope_in_reason':
      return scopeInReasonText(misreading, command);
    default: {
      const fill = (text: string) => withNames(text, names).replaceAll('VERB', verb);
      return 'typed' in misreading
        ? typedSentences[misreading.kind].map(fill).join(shown(misreading.typed))
        : fill(plainSentences[misreading.kind]);
    }
  }
}

function scopeInReasonText({ verb, typed, meant }: ScopeInReason, command: string): string {
  const question =
    meant === undefined
      ? `Is “${shown(typed)}” an endpoint? None here has that name. An endpoint`
      : `Did you mean only the endpoint ${shown(meant)}? It`;
  return `${question} goes right after the person: \`${command} ${verb} @person on ${meant ?? 'ENDPOINT'} …\`. ${quotedReasonText(`${command} ${verb}`)}`;
}
