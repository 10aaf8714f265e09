import type { OneWhom } from '../commands/steps/look/target-of.ts';
import { type BlockLength, parseBlockLength, untilLifted } from '../core/block-length.ts';
import { closestTo } from '../core/closest.ts';
import { isSameName } from '../core/vpn-name.ts';
import type { ExactWhom, KickWhom, Whom } from '../core/whom.ts';
import { kickWhomFrom } from './kick-whom-from-words.ts';
import { proseFromTyped, type Word, wordsFromTyped } from './typed-text.ts';
import type { Misreading } from './views/misread-view.ts';
import { exact, whomFrom } from './whom-from-words.ts';

/** What someone typed after `/vpn`. */
export type VpnCommand =
  | { readonly kind: 'who'; readonly whom: Whom; readonly on: string | undefined }
  | {
      readonly kind: 'kick';
      readonly whom: KickWhom;
      readonly on: string | undefined;
      /** Whether the word was said that does without a second person. */
      readonly breakGlass: boolean;
      readonly reason: string;
    }
  | { readonly kind: 'history'; readonly whom: OneWhom; readonly on: string | undefined }
  | {
      readonly kind: 'block';
      readonly whom: ExactWhom;
      readonly on: string | undefined;
      readonly length: BlockLength;
      readonly reason: string;
    }
  | {
      readonly kind: 'unblock';
      readonly whom: Exclude<ExactWhom, { kind: 'connection' }>;
      readonly on: string | undefined;
      readonly reason: string;
    }
  | { readonly kind: 'audit'; readonly whom: OneWhom }
  | { readonly kind: 'me' | 'endpoints' | 'doctor' | 'help' | 'blocks' }
  | { readonly kind: 'misread'; readonly problem: Misreading };

export const subCommands = [
  'who',
  'kick',
  'block',
  'unblock',
  'blocks',
  'me',
  'history',
  'audit',
  'endpoints',
  'doctor',
  'help',
] as const;

/** Said right after whom a kick is about, it does without a second person, for those who may. */
const breakGlassWord = 'break-glass';

/**
 * Reads the text of a slash command.
 *
 * @param endpoints The endpoints' names, so that `on lab` after a person is not taken for a reason.
 */
export function parseCommand(typed: string, endpoints: readonly string[]): VpnCommand {
  const words = wordsFromTyped(typed);
  const [first, ...rest] = words;
  if (first === undefined) return { kind: 'help' };

  const verb = first.kind === 'text' ? subCommands.find((name) => isSameName(name, first.text)) : undefined;
  switch (verb) {
    case 'who':
      return parseWho(rest);
    case 'kick':
      return parseKick(typed, rest, endpoints);
    case 'block':
      return parseBlock(typed, rest, endpoints);
    case 'unblock':
      return parseUnblock(typed, rest, endpoints);
    case 'history':
      return parseHistory(rest);
    case 'audit':
      return parseAudit(rest);
    case undefined:
      return unknownCommand(first);
    default:
      return { kind: verb };
  }
}

function unknownCommand(first: Word): VpnCommand {
  const typed = first.kind === 'text' ? first.text : '';
  return misread({ kind: 'unknown_command', typed, closest: closestTo(typed, subCommands) });
}

function parseWho(words: readonly Word[]): VpnCommand {
  const { about, on } = withoutEndpoint(words);
  const whom = whomFrom(about);
  return 'problem' in whom ? misread(whom.problem) : { kind: 'who', whom, on };
}

function parseHistory(words: readonly Word[]): VpnCommand {
  const { about, on } = withoutEndpoint(words);
  const whom = whomFrom(about);
  if ('problem' in whom) return misread(whom.problem);

  return whom.kind === 'group' ? misread({ kind: 'group_named' }) : { kind: 'history', whom, on };
}

function parseAudit(words: readonly Word[]): VpnCommand {
  const whom = whomFrom(words);
  if ('problem' in whom) return misread(whom.problem);
  return whom.kind === 'group' ? misread({ kind: 'group_named' }) : { kind: 'audit', whom };
}

function parseKick(typed: string, words: readonly Word[], endpoints: readonly string[]): VpnCommand {
  const { whom, rest } = kickWhomFrom(typed, words);
  if ('problem' in whom) return misread(whom.problem);

  // What follows `all` is an endpoint, known or not: a slip there must not become the reason.
  const { on, breakGlass, reason } = kickManner(rest, whom.kind === 'everyone' ? 'any' : endpoints);
  if (whom.kind === 'everyone' && on === undefined) return misread({ kind: 'endpoint_missing' });
  const reasonAt = reason[0]?.at ?? typed.length;
  return { kind: 'kick', whom, on, breakGlass, reason: proseFromTyped(typed.slice(reasonAt)) };
}

/** `on ENDPOINT` and `break-glass` may stand in either order: what stood second must not be taken for the reason. */
function kickManner(words: readonly Word[], endpoints: readonly string[] | 'any') {
  const isFirst = isBreakGlass(words[0]);
  const after = isFirst ? words.slice(1) : words;
  const on = endpointAfter(after, endpoints);
  const rest = on === undefined ? after : after.slice(2);
  const isSecond = !isFirst && isBreakGlass(rest[0]);
  return { on, breakGlass: isFirst || isSecond, reason: isSecond ? rest.slice(1) : rest };
}

function isBreakGlass(word: Word | undefined): boolean {
  return word?.kind === 'text' && isSameName(word.text, breakGlassWord);
}

/** How long and where may stand in either order; what follows is the reason. */
function parseBlock(typed: string, words: readonly Word[], endpoints: readonly string[]): VpnCommand {
  const named = exactWhomFrom(words);
  if ('problem' in named) return misread(named.problem);

  let rest = words.slice(1);
  let on: string | undefined;
  let length: BlockLength | undefined;
  for (;;) {
    const endpoint = on === undefined ? endpointAfter(rest, endpoints) : undefined;
    const read = length === undefined ? lengthAt(rest) : undefined;
    if (read !== undefined && 'problem' in read) return misread(read.problem);
    if (endpoint === undefined && read === undefined) break;
    on ??= endpoint;
    length ??= read?.length;
    rest = rest.slice(endpoint === undefined ? read?.words : 2);
  }
  const reason = proseFromTyped(typed.slice(rest[0]?.at ?? typed.length));
  return { kind: 'block', whom: named, on, length: length ?? untilLifted, reason };
}

function parseUnblock(typed: string, words: readonly Word[], endpoints: readonly string[]): VpnCommand {
  const whom = exactWhomFrom(words);
  if ('problem' in whom) return misread(whom.problem);
  if (whom.kind === 'connection') return misread({ kind: 'connection_unblocked' });

  const rest = words.slice(1);
  const on = endpointAfter(rest, endpoints);
  const reasonAt = rest[on === undefined ? 0 : 2]?.at ?? typed.length;
  return { kind: 'unblock', whom, on, reason: proseFromTyped(typed.slice(reasonAt)) };
}

/** One person: a second mention right behind the first would be taken for the reason, and whom it names for blocked. */
function exactWhomFrom([word, next]: readonly Word[]): ExactWhom | { readonly problem: Misreading } {
  if (word === undefined) return { problem: { kind: 'nobody_to_block' } };
  if (next?.kind === 'person' || next?.kind === 'group') return { problem: { kind: 'group_named' } };

  const whom = whomFrom([word]);
  if ('problem' in whom) return whom;
  if (whom.kind === 'group') return { problem: { kind: 'group_named' } };
  return whom.kind === 'everyone' ? { problem: { kind: 'nobody_to_block' } } : exact(whom);
}

/** A length of one word, `4h`, or of two, `2 days` and `until lifted`; undefined where the words are something else. */
function lengthAt(
  words: readonly Word[],
): { readonly length: BlockLength; readonly words: number } | { readonly problem: Misreading } | undefined {
  const texts = words.slice(0, 2).map((word) => (word.kind === 'text' ? word.text : ''));
  for (const count of [2, 1]) {
    const typed = texts.slice(0, count).join(' ');
    const length = texts.length < count ? undefined : parseBlockLength(typed);
    if (length?.kind === 'absurd') return { problem: { kind: 'absurd_length', typed } };
    if (length !== undefined) return { length, words: count };
  }
  const isUntil = isSameName(texts[0] ?? '', 'until');
  return isUntil ? { problem: { kind: 'unknown_length', typed: texts.join(' ') } } : undefined;
}

/** `on ENDPOINT` at the end of a look-up narrows it. */
function withoutEndpoint(words: readonly Word[]): { about: readonly Word[]; on: string | undefined } {
  const [preposition, endpoint] = words.slice(-2);
  const isNarrowed =
    preposition?.kind === 'text' && isSameName(preposition.text, 'on') && endpoint?.kind === 'text';

  return isNarrowed ? { about: words.slice(0, -2), on: endpoint.text } : { about: words, on: undefined };
}

function endpointAfter(
  [preposition, endpoint]: readonly Word[],
  endpoints: readonly string[] | 'any',
): string | undefined {
  if (preposition?.kind !== 'text' || !isSameName(preposition.text, 'on') || endpoint?.kind !== 'text')
    return undefined;
  return endpoints === 'any' ? endpoint.text : endpoints.find((name) => isSameName(name, endpoint.text));
}

function misread(problem: Misreading): VpnCommand {
  return { kind: 'misread', problem };
}
