import { isSameName } from '../../domain/vpn-name.ts';
import { isArgumentStart } from './arguments.ts';
import { conjunctions, connectingWords, isSomebody } from './joining-words.ts';
import { adjacent, type Token, tokensFrom } from './list-tokens.ts';
import { type Misread, misread } from './messages.ts';
import { plainText, type Word } from './words.ts';

/** A longer list is refused in any case, so it is not read to its end. */
const maxTargets = 200;

const everyoneWords = ['all', 'everyone', 'everybody', 'anyone'];

/** Whether a word means everyone. In double quotes it is a name. */
export function isEveryone(word: Word | undefined): boolean {
  return everyoneWords.some((each) => isSameName(plainText(word), each));
}

/**
 * Parses the targets of a kick, block or unblock. A list continues over commas, mentions and addresses. If a plain word
 * may be either another person or the start of the reason, that is returned as a problem: no target may be left out,
 * and no reason may become a target.
 *
 * @returns At least one target, and the words after the targets: arguments, and the reason.
 */
export function targetListFrom(
  words: readonly Word[],
): { readonly targets: readonly Word[]; readonly rest: readonly Word[] } | Misread {
  const tokens = tokensFrom(words);
  const targets: Token[] = [];
  let at = 0;
  while (targets.length < maxTargets) {
    const next = nextTarget(tokens, at, targets);
    if ('problem' in next) return next;
    if (next.target === undefined) return { targets, rest: restFrom(words, tokens[next.at]) };
    targets.push(next.target);
    at = next.at + 1;
  }
  return misread({ kind: 'too_many' });
}

/** The targets end where a word starts, or after the commas before it. */
function restFrom(words: readonly Word[], token: Token | undefined): readonly Word[] {
  const [first, ...rest] = token === undefined ? [] : words.slice(token.from);
  if (first === undefined) return [];
  return first.kind === 'text'
    ? [{ ...first, text: first.text.replace(/^[,;|/]+/, '') }, ...rest]
    : [first, ...rest];
}

/** The target is undefined at the end of the list. */
type Next = { readonly target: Token | undefined; readonly at: number } | Misread;

/** Decides whether the token after the last target is another target, the end of the list, or unclear. */
function nextTarget(tokens: readonly Token[], at: number, targets: readonly Word[]): Next {
  const token = tokens[at];
  const last = targets.at(-1);
  if (token === undefined) return { target: undefined, at };
  if (last === undefined) return openQuote(tokens, at) ?? { target: token, at };

  const { isAfterComma, isAfterMark } = token;
  // "@bob: @omar saw it" is not a list, but "@bob - @omar" may be one.
  if (isSomebody(token))
    return isAfterMark && !isAfterComma ? misread({ kind: 'mention_or_reason' }) : { target: token, at };
  if (isAfterComma && isListed(token, last, targets)) return { target: token, at };

  const connected = afterConnectingWords(tokens, at);
  const next = tokens[connected];
  if (connected > at && next !== undefined && isSomebody(next)) return { target: next, at: connected };
  if (conjunctions.includes(plainText(token).toLowerCase())) {
    const joined = adjacent(tokens[at + 1]);
    return joined?.isQuoted ? { target: joined, at: at + 1 } : unclear(joined ?? token, last);
  }
  if (!isAfterComma || isArgumentStart(tokens.slice(at, at + 3))) return { target: undefined, at };
  // "@bob, stale since noon" is not a list, but "@bob, anna" may be one.
  return last.kind !== 'text' && isProse(tokens, at) ? { target: undefined, at } : unclear(token, last);
}

/** Detects quotes that do not hold a name with spaces together: its first part would be mistaken for the whole name. */
function openQuote(tokens: readonly Token[], at: number): Misread | undefined {
  const typed = plainText(tokens[at]);
  const [mark = ''] = /^["'`*_~]/.exec(typed) ?? [];
  const isClosedLater = mark !== '' && tokens.slice(at + 1).some((token) => plainText(token).endsWith(mark));
  return mark === '"' || isClosedLater ? misread({ kind: 'open_quote', typed }) : undefined;
}

/** Skips words that connect two people, such as "and then". */
function afterConnectingWords(tokens: readonly Token[], from: number): number {
  let at = from;
  for (;;) {
    const texts = [tokens[at], adjacent(tokens[at + 1]), adjacent(tokens[at + 2])].map(plainText);
    const isPhrase = isSameName(texts.join(' '), 'as well as');
    if (!isPhrase && !connectingWords.includes(texts[0]?.toLowerCase() ?? '')) return at;
    at += isPhrase ? 3 : 1;
  }
}

/**
 * Whether a word after a comma belongs to the list: no one would write it in a reason, or it is written like a list.
 */
function isListed(token: Token, last: Word, targets: readonly Word[]): boolean {
  // `kiosk-1`, `svc_backup` and `laptop.example.com` are not ordinary words.
  const isNameLike = /^\p{L}[\p{L}.-]*\d|\p{L}_\p{L}|\p{L}{2}\.\p{L}{2}/u.test(plainText(token));
  const isOfList = token.isJoined && last.kind === 'text';
  const isRepeated = targets.some((target) => isSameName(plainText(target), plainText(token)));
  return token.isQuoted || isNameLike || isOfList || isRepeated;
}

/** Whether at least two plain words follow that are not a list themselves. */
function isProse(tokens: readonly Token[], at: number): boolean {
  return adjacent(tokens[at + 1]) !== undefined && !isArgumentStart(tokens.slice(at + 1, at + 4));
}

function unclear(word: Word, last: Word): Misread {
  if (isEveryone(last)) return misread({ kind: 'everyone_among_several' });
  return misread({ kind: 'person_or_reason', typed: plainText(word) });
}
