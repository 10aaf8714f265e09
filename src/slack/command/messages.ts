import { type BotNames, withNames } from '../../domain/bot-names.ts';
import { closestTo } from '../../domain/closest.ts';
import type { UnknownEndpoint } from '../../domain/endpoint.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { Nameless, NamelessWhy } from '../../domain/person.ts';
import type { MessageView } from '../block-kit/blocks.ts';
import { shown } from '../block-kit/escape-text.ts';
import { failureSentence } from '../block-kit/failure-sentence.ts';
import { noticeView } from '../block-kit/notice.ts';
import { listed } from '../block-kit/quantities.ts';

type Verb = 'kick' | 'block' | 'unblock';

/** Why a command could not be parsed. */
export type Misreading =
  | { readonly kind: keyof typeof plainSentences }
  | { readonly kind: keyof typeof typedSentences; readonly typed: string }
  | { readonly kind: 'unknown_command'; readonly typed: string; readonly closest: string | undefined }
  | { readonly kind: 'takes_nothing'; readonly command: string }
  | { readonly kind: 'one_at_a_time' | 'break_glass_unused'; readonly verb: Verb }
  | { readonly kind: 'length_unused'; readonly verb: Verb; readonly typed: string }
  | ScopeInReason;

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
}

export function misread(problem: Misreading): Misread {
  return { kind: 'misread', problem };
}

export function misreadView(misreading: Misreading, names: BotNames): MessageView {
  return noticeView(`:grey_question: ${sentence(misreading, names)}`);
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
  const hint = usage === undefined ? '' : ` Nothing was done. ${quotedReasonText(usage)}`;
  return noticeView(`:grey_question: No endpoint here is called “${shown(text)}”.${guess}${names}${hint}`);
}

/** Explains how to write a reason that would otherwise be read as an argument. */
function quotedReasonText(usage: string): string {
  return `If that was part of the reason, put the reason in double quotes: \`${usage} @person "on holiday, laptop stolen"\`.`;
}

/** Explains how handles that Slack passed on as text were read, as mrkdwn; undefined if there are none. */
export function unknownHandlesText(handles: readonly string[]): string | undefined {
  if (handles.length === 0) return undefined;
  const names = handles.map((handle) => shown(handle));
  const [typed, read] = [listed(names.map((name) => `“@${name}”`)), listed(names.map((name) => `“${name}”`))];
  const meant = handles.length === 1 ? 'VPN name' : 'VPN names';
  return `:information_source: No user group is called ${typed}, and Slack doesn’t let anyone mention deactivated people. Bouncer uses the ${meant} ${read} instead. If they connect under another name, type that name in full.`;
}

/** As many handles as a message has room for. */
const mostHandlesNamed = 5;

/** Says that a command was not carried out, since its target may or may not be a user group. */
export function handlesUnverifiableView(handles: readonly string[], code: FailureCode): MessageView {
  const names = handles.slice(0, mostHandlesNamed).map((handle) => `“@${shown(handle)}”`);
  const more = handles.length > mostHandlesNamed ? [`${handles.length - mostHandlesNamed} more`] : [];
  const are = handles.length === 1 ? 'is a user group' : 'are user groups';
  return noticeView(
    `:x: *Nothing was done.* Slack could not be asked whether ${listed([...names, ...more])} ${are}. ${failureSentence(code)}`,
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
    `Slack has not confirmed the e-mail address of ${who}, so it is not taken for their VPN name, and I cannot tell whether they are on. They can confirm it in Slack under *Settings*; or give the user name instead of the person.`,
  other_domain: (who) =>
    `The e-mail address of ${who} is of a domain that gives no VPN name here, so I cannot tell whether they are on. An operator can add a name under \`people.map\`; or give the user name instead of the person.`,
  protected: (who) => `The VPN name of ${who} is protected. Give the name instead of the person.`,
  unknown: (who) =>
    `I know no VPN name of ${who}, so I cannot tell whether they are on. An operator can add one under \`people.map\`; or give the user name instead of the person.`,
} as const satisfies Record<NamelessWhy, (who: string) => string>;

const askOperator = 'ask an operator to list your VPN name under `people.map`';

const ownNamelessTexts = {
  unconfirmed: `Slack has not confirmed your e-mail address, so it is not taken for your VPN name, and I cannot tell which connections are yours. Confirm it in Slack under *Settings*, or ${askOperator}.`,
  other_domain: `Your e-mail address is of a domain that gives no VPN name here, so I cannot tell which connections are yours. To see them, ${askOperator}.`,
  protected: `The VPN name that your e-mail address gives is protected, so its connections do not count as yours. If they are, ${askOperator}.`,
  unknown: `I know no VPN name of yours, so I cannot tell which connections are yours. To see them, ${askOperator}.`,
} as const satisfies Record<NamelessWhy, string>;

const plainSentences = {
  nobody_named: 'Whose session? Type `/command kick @person`, a user name, or a `cvpn-connection-…` id.',
  nobody_to_block:
    'Keep whom out, or let whom in? Type `/command block @person 4h reason` or `/command unblock @person reason`; a user name or a certificate’s name will do as well.',
  connection_unblocked:
    'A block is on a name, not on a connection: type `/command unblock @person` or the name, or press Unblock in `/command blocks`.',
  group_named: 'That works for one person at a time, not for a group.',
  not_a_person: 'I need one @person, one @group, or a text.',
  endpoint_missing: 'Everyone on which endpoint? Type `/command kick all on ENDPOINT reason`.',
  everyone_among_several: 'Name either people or everyone: `/command kick all on ENDPOINT reason`.',
  nobody_spared:
    'A kick of everyone, or of a group, spares nobody: name those who are meant, `/command kick @bob @anna reason`. If it is part of the reason, put the reason in double quotes: `/command kick all on ENDPOINT "down, but not for long"`.',
  mention_or_reason:
    'Is there another person, or does the reason begin there? Type several people one behind the other: `/command kick @bob @anna reason`. A reason that begins with a person goes in double quotes.',
  connection_among_several:
    'A `cvpn-connection-…` id is ended by itself; several at once are people, groups and user names.',
  too_many: 'That is more than 20 at once. Name a user group, or everyone: `/command kick all on ENDPOINT`.',
  too_long: 'That is too long: a name on the VPN has at most 255 characters.',
  too_long_together: 'These names are too long together. Name fewer at once, or a user group.',
  scope_missing: 'On which endpoint? Type its name or id behind `on`.',
} as const;

/** The two parts go before and after what was typed. */
const typedSentences = {
  absurd_length: [
    'Nobody can be blocked for “',
    '”. Give a time from now on, such as `4h`, `4h30m` or `2d`, of a year at most, or `until lifted`.',
  ],
  unknown_length: [
    'How long is “',
    '”? Type `4h`, `4h30m`, `2d` or `until lifted`. If it is part of the reason, put the reason in double quotes: `/command block @person "4 laptops stolen"`.',
  ],
  length_repeated: [
    'There is a second time, “',
    '”. Give one, such as `4h30m`. If it is part of the reason, put the reason in double quotes: `/command block @person 4h "2d ago it was stolen"`.',
  ],
  length_in_reason: [
    'Is “',
    '” how long to block, or part of the reason? The time comes before the reason: `/command block @person 4h laptop stolen`. A reason that ends with a time goes in double quotes.',
  ],
  scope_repeated: [
    'There is a second endpoint, “',
    '”. Name one at a time. If it is part of the reason, put the reason in double quotes.',
  ],
  scope_in_text: ['Is “', '” the endpoint? Type it at the end: `/command who NAME on ENDPOINT`.'],
  person_or_reason: [
    'Is “',
    '” another person, or does the reason begin there? Type several people as mentions, or without spaces: `/command kick bob,anna reason`. A name with spaces or commas, and a reason that may be misread, go in double quotes: `/command kick bob "stale, since noon"`.',
  ],
  open_quote: [
    'Where does the name end that begins with ',
    '? Put a name that has spaces in double quotes: `"bob baker"`.',
  ],
  endpoint_as_person: [
    '“',
    '” is an endpoint. To end every session on it, type `/command kick all on ENDPOINT reason`. A user who is called that goes in double quotes.',
  ],
  target_first: [
    'Whom? “',
    '” goes behind the person: `/command block @person 4h reason`. A user name that reads like that goes in double quotes.',
  ],
  break_glass_unclear: [
    'Is “',
    '” meant to do without the second person? Then type `break-glass` right behind the person: `/command kick @person break-glass reason`. If it is part of the reason, put the reason in double quotes.',
  ],
  flag: ['There is no option “', '”. `/command help` shows what there is.'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

function sentence(misreading: Misreading, names: BotNames): string {
  const { command } = names;
  switch (misreading.kind) {
    case 'unknown_command':
      return misreading.closest === undefined
        ? `I do not know “${shown(misreading.typed)}”. \`${command} help\` shows what I can do.`
        : `I do not know “${shown(misreading.typed)}”. Did you mean \`${command} ${misreading.closest}\`?`;
    case 'takes_nothing':
      return `\`${command} ${misreading.command}\` takes nothing behind it. \`${command} help\` shows what there is.`;
    case 'one_at_a_time':
      return `\`${command} ${misreading.verb}\` takes one person at a time. If only the reason begins there, leave out the comma or the “and”, or put the reason in double quotes: \`${command} ${misreading.verb} @person "stolen, and still on"\`.`;
    case 'break_glass_unused':
      return `\`${command} ${misreading.verb}\` needs no second person, so leave out \`break-glass\`.`;
    case 'length_unused':
      return `\`${command} ${misreading.verb}\` takes no time such as “${shown(misreading.typed)}”. To keep somebody out, type \`${command} block @person 4h reason\`. If it is part of the reason, put the reason in double quotes.`;
    case 'scope_in_reason':
      return scopeInReasonText(misreading, command);
    default:
      return 'typed' in misreading
        ? typedSentences[misreading.kind].map((part) => withNames(part, names)).join(shown(misreading.typed))
        : withNames(plainSentences[misreading.kind], names);
  }
}

function scopeInReasonText({ verb, typed, meant }: ScopeInReason, command: string): string {
  const question =
    meant === undefined
      ? `Is “${shown(typed)}” an endpoint? None here is called that. An endpoint`
      : `Is only the endpoint ${shown(meant)} meant? It`;
  return `${question} goes right behind the person: \`${command} ${verb} @person on ${meant ?? 'ENDPOINT'} …\`. ${quotedReasonText(`${command} ${verb}`)}`;
}
