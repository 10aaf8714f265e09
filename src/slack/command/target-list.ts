import { closestTo } from '../../domain/closest.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { isArgumentStart, type Problem } from './arguments.ts';
import {
  isAddressOrId,
  isOn,
  nameWithoutMarks,
  plainText,
  type Word,
  withoutMarks,
  withoutPunctuation,
} from './words.ts';

export interface TargetsRead {
  /** At least one. */
  readonly targets: readonly Word[];
  /** The words after the targets: arguments, and the reason. */
  readonly rest: readonly Word[];
}

/** A part of a word; `from` is the index of that word. */
type WordToken = Word & {
  readonly from: number /** Whether it comes right after a comma. */;
  readonly isJoined: boolean;
};

/** A word, a comma or the like between two words, or punctuation without meaning. */
type Token = WordToken | { readonly kind: 'comma' | 'mark'; readonly from: number };

/** A longer list is refused in any case, so it is not read to its end. */
const mostTargets = 200;

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
    const text = withoutPunctuation(plainText(word)).toLowerCase();
    const pair = `${text} ${plainText(words[at + 1]).toLowerCase()}`;
    if (exceptions.includes(text) || exceptions.includes(pair)) return true;
    const isMisspelt = closestTo(text, exceptions) !== undefined;
    if (!isMisspelt && !exceptionsOfSomebody.includes(text || plainText(word))) return false;

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
  const text = plainText(word).toLowerCase();
  return withoutPunctuation(text) || text;
}

/**
 * Parses the targets of a kick, block or unblock. A list continues over commas, mentions and addresses. If a plain word
 * may be either another person or the start of the reason, that is returned as a problem: no target may be left out,
 * and no reason may become a target.
 */
export function targetsFrom(words: readonly Word[]): TargetsRead | Problem {
  const tokens = words.flatMap(tokensOf);
  const targets: Word[] = [];
  let at = 0;
  while (targets.length < mostTargets) {
    const next = nextTarget(tokens, at, targets);
    if ('problem' in next) return next;
    if (next.target === undefined) return { targets, rest: restFrom(words, tokens[next.at]) };
    targets.push(next.target);
    at = next.at + 1;
  }
  return { problem: { kind: 'too_many' } };
}

/** The targets end where a word starts, or after the commas before it. */
function restFrom(words: readonly Word[], token: Token | undefined): readonly Word[] {
  const [first, ...rest] = token === undefined ? [] : words.slice(token.from);
  if (first === undefined) return [];
  return first.kind === 'text'
    ? [{ ...first, text: first.text.replace(/^[,;|/]+/, '') }, ...rest]
    : [first, ...rest];
}

type Next =
  | { /** Undefined at the end of the list. */ readonly target: Word | undefined; readonly at: number }
  | Problem;

function nextTarget(tokens: readonly Token[], from: number, targets: readonly Word[]): Next {
  const at = afterSeparators(tokens, from);
  const token = wordAt(tokens, at);
  const last = targets.at(-1);
  if (token === undefined) return { target: undefined, at };
  if (last === undefined) return openQuote(tokens, at) ?? { target: token, at };

  const between = tokens.slice(from, at);
  const hasComma = between.some(({ kind }) => kind === 'comma');
  if (isSomebody(token)) {
    // "@bob: @omar saw it" is not a list, but "@bob - @omar" may be one.
    const isUnclear = !hasComma && between.some(({ kind }) => kind === 'mark');
    return isUnclear ? { problem: { kind: 'mention_or_reason' } } : { target: token, at };
  }
  if (hasComma && isListed(token, last, targets)) return { target: token, at };

  const connected = afterConnectingWords(tokens, at);
  const next = wordAt(tokens, connected);
  if (connected > at && next !== undefined && isSomebody(next)) return { target: next, at: connected };
  if (isConjunction(token)) return afterConjunction(tokens, at, last);
  if (!hasComma || isArgumentAt(tokens, at)) return { target: undefined, at };
  // "@bob, stale since noon" is not a list, but "@bob, anna" may be one.
  return last.kind !== 'text' && isProse(tokens, at) ? { target: undefined, at } : unclear(token, last);
}

function afterSeparators(tokens: readonly Token[], from: number): number {
  let at = from;
  while (tokens[at]?.kind === 'comma' || tokens[at]?.kind === 'mark') at += 1;
  return at;
}

/** Skips words that connect two people, such as "and then". */
function afterConnectingWords(tokens: readonly Token[], from: number): number {
  let at = from;
  for (let word = wordAt(tokens, at); word !== undefined; word = wordAt(tokens, at)) {
    const isPhrase = ['as', 'well', 'as'].every((text, index) =>
      isSameName(plainText(wordAt(tokens, at + index)), text),
    );
    if (!isPhrase && !connectingWords.includes(plainText(word).toLowerCase())) break;
    at = afterSeparators(tokens, at + (isPhrase ? 3 : 1));
  }
  return at;
}

function afterConjunction(tokens: readonly Token[], at: number, last: Word): Next {
  const next = wordAt(tokens, at + 1);
  return next?.isQuoted ? { target: next, at: at + 1 } : unclear(next ?? wordAt(tokens, at), last);
}

/**
 * Whether a word after a comma belongs to the list: no one would write it in a reason, or it is written like a list.
 */
function isListed(token: WordToken, last: Word, targets: readonly Word[]): boolean {
  if (token.isQuoted || isNameLike(token)) return true;
  const isOfList = token.isJoined && last.kind === 'text';
  return isOfList || targets.some((target) => isSameName(plainText(target), plainText(token)));
}

/** Whether a word clearly names someone: a mention, an address or an id. No reason has to start with one. */
function isSomebody(word: Word): boolean {
  if (word.kind === 'person' || word.kind === 'group') return true;
  const text = plainText(word);
  return /^@\S|.@.|\p{L}\\\p{L}/u.test(text) || isAddressOrId(nameWithoutMarks(text));
}

/** `kiosk-1`, `svc_backup` and `laptop.example.com` are not ordinary words. */
function isNameLike(word: Word): boolean {
  return /^\p{L}[\p{L}.-]*\d|\p{L}_\p{L}|\p{L}{2}\.\p{L}{2}/u.test(plainText(word));
}

function isConjunction(word: Word): boolean {
  return conjunctions.includes(plainText(word).toLowerCase());
}

/** At least two plain words that are not a list themselves. */
function isProse(tokens: readonly Token[], at: number): boolean {
  const next = wordAt(tokens, at + 1);
  return next !== undefined && !isArgumentAt(tokens, at + 1);
}

function unclear(word: Word | undefined, last: Word): Problem {
  if (isEveryone(last)) return { problem: { kind: 'everyone_among_several' } };
  return { problem: { kind: 'person_or_reason', typed: plainText(word) } };
}

/** Detects quotes that do not hold a name with spaces together: its first part would be mistaken for the whole name. */
function openQuote(tokens: readonly Token[], at: number): Problem | undefined {
  const typed = plainText(wordAt(tokens, at));
  const [mark = ''] = /^["'`*_~]/.exec(typed) ?? [];
  const isClosedLater = tokens
    .slice(at + 1)
    .some((token) => token.kind === 'text' && mark !== '' && plainText(token).endsWith(mark));
  return mark === '"' || isClosedLater ? { problem: { kind: 'open_quote', typed } } : undefined;
}

function wordAt(tokens: readonly Token[], at: number): WordToken | undefined {
  const token = tokens[at];
  return token !== undefined && isWord(token) ? token : undefined;
}

function isWord(token: Token): token is WordToken {
  return token.kind !== 'comma' && token.kind !== 'mark';
}

/** No argument needs more than three words to be recognized: `for 2 days`. */
function isArgumentAt(tokens: readonly Token[], at: number): boolean {
  return isArgumentStart(tokens.slice(at, at + 3).flatMap((token) => (isWord(token) ? [token] : [])));
}

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

/** Splits a word at commas and the like, unless it is quoted. */
function tokensOf(word: Word, from: number): readonly Token[] {
  if (word.kind !== 'text' || word.isQuoted) return [{ ...word, from, isJoined: false }];
  if (markOnly.test(plainText(word))) return [{ kind: 'mark', from }];

  const [, name = '', separators = ''] = /^(.*?)([,;|]*)$/s.exec(word.text) ?? [];
  const parts = distinguishedName.test(name) ? [name, ...separators] : partsOf(word.text, from > 0);
  const tokens = parts.filter((part) => part !== '');
  return tokens.map((part, index) => {
    // By itself, a plus or an ampersand is a word that connects two others.
    if (isSeparator(part) && (tokens.length > 1 || !/[&+]/.test(part))) return { kind: 'comma', from };
    return { ...word, from, text: withoutMarks(part), isJoined: isSeparator(tokens[index - 1]) };
  });
}

/** @param isBehind Whether another word comes before it; then it cannot be a name that starts with a slash. */
function partsOf(text: string, isBehind: boolean): readonly string[] {
  return text.split(/([,;|])/).flatMap((part, index) => {
    const isList = slashAfterName.test(part) && (isBehind || index > 0 || !part.startsWith('/'));
    return isList ? part.split(/(\/)/) : part.split(joiningMark);
  });
}

function isSeparator(part: string | undefined): boolean {
  return part !== undefined && /^[,;|/&+]$/.test(part);
}
