import { closestTo } from '../../domain/closest.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { isArgumentStart } from './arguments.ts';
import { type Misread, misread } from './messages.ts';
import {
  bareText,
  isAddressOrId,
  isOn,
  nameWithoutMarks,
  plainText,
  type Word,
  withoutMarks,
} from './words.ts';

/** A longer list is refused in any case, so it is not read to its end. */
const maxTargets = 200;

const everyoneWords = ['all', 'everyone', 'everybody', 'anyone'];
const conjunctions = ['and', '&', '+', 'plus'];
/** These may also start a reason, unless a person follows. */
const connectingWords = [...conjunctions, 'or', 'then', 'also', 'und', 'oder'];

/** Whether a word means everyone. In double quotes it is a name. */
export function isEveryone(word: Word | undefined): boolean {
  return everyoneWords.some((each) => isSameName(plainText(word), each));
}

const exceptions = [
  'except',
  'excepting',
  'excluding',
  'excl',
  'sparing',
  'other than',
  'apart from',
  'aside from',
];
const exceptionsOfSomebody = ['but', 'not', 'without', 'besides', 'minus', 'save', '-', '!'];

/** Whether the words after everyone, or after a group, may be intended to exclude someone. */
export function hasException(words: readonly Word[]): boolean {
  return words.some((word, at) => {
    const text = bareText(word).toLowerCase();
    const pair = `${text} ${plainText(words[at + 1]).toLowerCase()}`;
    if (exceptions.includes(text) || exceptions.includes(pair)) return true;
    const isMisspelled = closestTo(text, exceptions) !== undefined;
    if (!isMisspelled && !exceptionsOfSomebody.includes(text || plainText(word))) return false;

    const [next, after] = words.slice(at + 1);
    const somebody = isSameName(plainText(next), 'for') ? after : next;
    const isFirst = at === 0 || (at === 2 && isOn(words[0]));
    return (text === 'but' && isFirst) || (somebody !== undefined && isSomebody(somebody));
  });
}

/** Phrases that include or exclude the person after them. */
const joiningPhrases = [
  ...connectingWords,
  ...exceptions,
  ...exceptionsOfSomebody,
  ...['with', 'w/', 'w/o', 'along with', 'together with', 'as well as'],
  ...['including', 'incl', 'nor', 'instead of', 'rather than'],
];

/** Whether a reason starts or ends like a list: “with @omar”, “stale, and @omar”. */
export function joinsSomebody(words: readonly Word[]): boolean {
  const isMeant = (word: Word) => word.isQuoted || isSomebody(word);
  const at = words.findIndex(isMeant);
  if (at > 0 && isJoining(words.slice(0, at).map(phraseOf).join(' '))) return true;

  const [before, last] = words.slice(-2);
  const isAtEnd = at > 1 && last !== undefined && at === words.length - 1 && isSomebody(last);
  return isAtEnd && before !== undefined && connectingWords.includes(phraseOf(before));
}

function isJoining(text: string): boolean {
  return joiningPhrases.some(
    (phrase) =>
      text === phrase || (text.startsWith(`${phrase} `) && isJoining(text.slice(phrase.length + 1))),
  );
}

function phraseOf(word: Word): string {
  return (bareText(word) || plainText(word)).toLowerCase();
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

/** A word, unless a comma or the like comes before it. */
function adjacent(token: Token | undefined): Token | undefined {
  return token?.isAfterComma || token?.isAfterMark ? undefined : token;
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

/** Whether a word clearly names someone: a mention, an address or an id. No reason has to start with one. */
function isSomebody(word: Word): boolean {
  if (word.kind === 'person' || word.kind === 'group') return true;
  const text = plainText(word);
  return /^@\S|.@.|\p{L}\\\p{L}/u.test(text) || isAddressOrId(nameWithoutMarks(text));
}

/** Whether at least two plain words follow that are not a list themselves. */
function isProse(tokens: readonly Token[], at: number): boolean {
  return adjacent(tokens[at + 1]) !== undefined && !isArgumentStart(tokens.slice(at + 1, at + 4));
}

function unclear(word: Word, last: Word): Misread {
  if (isEveryone(last)) return misread({ kind: 'everyone_among_several' });
  return misread({ kind: 'person_or_reason', typed: plainText(word) });
}

/** A word of a list, or a part of one. */
type Token = Word & {
  /** The index of the word that it is part of. */
  readonly from: number;
  /** Whether a comma or the like separates it from the token before it. */
  readonly isAfterComma: boolean;
  /** Whether punctuation without meaning separates it from the token before it. */
  readonly isAfterMark: boolean;
  /** Whether it comes right after a comma, without a space. */
  readonly isJoined: boolean;
};

/** `CN=bob,O=Acme` is one name. */
const distinguishedName = /^[\p{L}\d.]+=[^,;|]*(?:[,;][\p{L}\d.]+=[^,;|]*)*$/u;
/** An address, an id, or a name marked with @ ends at a slash; `CORP/bob` does not. */
const slashAfterName = /^(?:@[^/]+|[^/]*@[^/]*|cvpn-connection-[^/]*|)\/|^[^/]+\/$/i;

/**
 * A dash, a bullet, an arrow or a bracket by itself, but not a character that stands for a word, separates or quotes.
 */
const markOnly = /^(?:(?![@&+,;|/"'*#%])[\p{Pd}\p{Po}\p{Ps}\p{Pe}\p{Sm}])+$/u;
/** A separator between two addresses. A single address may contain the character itself: `bob+vpn@…`. */
const joiningMark = /(?<=@[^&+]*)([&+])(?=[^&+]*@)/;

/** Splits words at commas and the like, unless they are quoted. */
function tokensFrom(words: readonly Word[]): readonly Token[] {
  const tokens: Token[] = [];
  let separated = { isAfterComma: false, isAfterMark: false };
  const push = (word: Word, from: number, isJoined: boolean) => {
    tokens.push({ ...word, from, isJoined, ...separated });
    separated = { isAfterComma: false, isAfterMark: false };
  };

  for (const [from, word] of words.entries()) {
    if (word.kind !== 'text' || word.isQuoted) push(word, from, false);
    else if (markOnly.test(plainText(word))) separated.isAfterMark = true;
    else {
      const parts = partsOf(word.text, from > 0);
      for (const [index, part] of parts.entries()) {
        // By itself, a plus or an ampersand is a word that connects two others.
        if (isSeparator(part) && (parts.length > 1 || !/[&+]/.test(part))) separated.isAfterComma = true;
        else push({ ...word, text: withoutMarks(part) }, from, isSeparator(parts[index - 1]));
      }
    }
  }
  return tokens;
}

/** @param isBehind Whether another word comes before it; then it cannot be a name that starts with a slash. */
function partsOf(text: string, isBehind: boolean): readonly string[] {
  const [, name = '', separators = ''] = /^(.*?)([,;|]*)$/s.exec(text) ?? [];
  const parts = distinguishedName.test(name)
    ? [name, ...separators]
    : text.split(/([,;|])/).flatMap((part, index) => {
        const isList = slashAfterName.test(part) && (isBehind || index > 0 || !part.startsWith('/'));
        return isList ? part.split(/(\/)/) : part.split(joiningMark);
      });
  return parts.filter((part) => part !== '');
}

function isSeparator(part: string | undefined): boolean {
  return part !== undefined && /^[,;|/&+]$/.test(part);
}
