import { closestTo } from '../domain/closest.ts';
import { isSameName } from '../domain/vpn-name.ts';
import { isArgumentStart, type Problem } from './arguments-from-words.ts';
import { isAddressOrId, isOn, nameWithoutMarks, plainText, withoutPunctuation } from './plain-words.ts';
import { type Word, withoutMarks } from './typed-text.ts';

export interface TargetsRead {
  /** At least one. */
  readonly targets: readonly Word[];
  /** What stands behind them: arguments, and the reason. */
  readonly rest: readonly Word[];
}

/** A part of a word; `from` is the word that it is a part of. */
type WordToken = Word & {
  readonly from: number /** Whether it stands right behind a comma. */;
  readonly isJoined: boolean;
};

/** A word, a comma or the like between two, or a mark that says nothing. */
type Token = WordToken | { readonly kind: 'comma' | 'mark'; readonly from: number };

/** A list with more has to be refused in any case, and must not be read to its end first. */
const mostTargets = 200;

const everyoneWords = ['all', 'everyone', 'everybody', 'anyone'];
const conjunctions = ['and', '&', '+', 'plus'];
/** They may begin a reason as well, unless somebody stands behind them. */
const connectingWords = [...conjunctions, 'or', 'then', 'also', 'und', 'oder'];

/** Whether a word means everyone; in double quotes it is a name. */
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

/** Whether what stands behind everyone, or behind a group, may be meant to take somebody out of it. */
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

/** They say that whoever stands behind them is meant as well, or is not. */
const joiningPhrases = [
  ...connectingWords,
  ...exceptions,
  ...exceptionsOfSomebody,
  ...['with', 'w/', 'w/o', 'along with', 'together with', 'as well as'],
  ...['including', 'incl', 'nor', 'instead of', 'rather than'],
];

/** Whether a reason begins or ends like a list: “with @omar”, “stale, and @omar”. */
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
 * Reads whom an act is about: a list goes on over commas, mentions and addresses. Where a plain word may be another
 * person or the beginning of the reason, that is asked: neither may a target be left out, nor a reason be taken for one.
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

/** Targets end where a word begins, or behind the commas before it. */
function restFrom(words: readonly Word[], token: Token | undefined): readonly Word[] {
  const [first, ...rest] = token === undefined ? [] : words.slice(token.from);
  if (first === undefined) return [];
  return first.kind === 'text'
    ? [{ ...first, text: first.text.replace(/^[,;|/]+/, '') }, ...rest]
    : [first, ...rest];
}

type Next =
  | { /** Undefined where the list is over. */ readonly target: Word | undefined; readonly at: number }
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
    // "@bob: @omar saw it" is no list, but "@bob - @omar" may be one.
    const isUnclear = !hasComma && between.some(({ kind }) => kind === 'mark');
    return isUnclear ? { problem: { kind: 'mention_or_reason' } } : { target: token, at };
  }
  if (hasComma && isListed(token, last, targets)) return { target: token, at };

  const connected = afterConnectingWords(tokens, at);
  const next = wordAt(tokens, connected);
  if (connected > at && next !== undefined && isSomebody(next)) return { target: next, at: connected };
  if (isConjunction(token)) return afterConjunction(tokens, at, last);
  if (!hasComma || isArgumentAt(tokens, at)) return { target: undefined, at };
  // "@bob, stale since noon" is no list, but "@bob, anna" may be one.
  return last.kind !== 'text' && isProse(tokens, at) ? { target: undefined, at } : unclear(token, last);
}

function afterSeparators(tokens: readonly Token[], from: number): number {
  let at = from;
  while (tokens[at]?.kind === 'comma' || tokens[at]?.kind === 'mark') at += 1;
  return at;
}

/** Where the words end that connect two people, such as "and then". */
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

/** Behind a comma: what nobody writes in a reason, or what is written like a list. */
function isListed(token: WordToken, last: Word, targets: readonly Word[]): boolean {
  if (token.isQuoted || isNameLike(token)) return true;
  const isOfList = token.isJoined && last.kind === 'text';
  return isOfList || targets.some((target) => isSameName(plainText(target), plainText(token)));
}

/** No reason has to begin with a mention, an address or an id. */
function isSomebody(word: Word): boolean {
  if (word.kind === 'person' || word.kind === 'group') return true;
  const text = plainText(word);
  return /^@\S|.@.|\p{L}\\\p{L}/u.test(text) || isAddressOrId(nameWithoutMarks(text));
}

/** `kiosk-1`, `svc_backup` and `laptop.example.com` are no words. */
function isNameLike(word: Word): boolean {
  return /^\p{L}[\p{L}.-]*\d|\p{L}_\p{L}|\p{L}{2}\.\p{L}{2}/u.test(plainText(word));
}

function isConjunction(word: Word): boolean {
  return conjunctions.includes(plainText(word).toLowerCase());
}

/** At least two plain words that are no list themselves. */
function isProse(tokens: readonly Token[], at: number): boolean {
  const next = wordAt(tokens, at + 1);
  return next !== undefined && !isArgumentAt(tokens, at + 1);
}

function unclear(word: Word | undefined, last: Word): Problem {
  if (isEveryone(last)) return { problem: { kind: 'everyone_among_several' } };
  return { problem: { kind: 'person_or_reason', typed: plainText(word) } };
}

/** A name with a space whose quotes do not hold it together would be taken for a part of it. */
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

/** No argument begins with more than three words: `for 2 days`. */
function isArgumentAt(tokens: readonly Token[], at: number): boolean {
  return isArgumentStart(tokens.slice(at, at + 3).flatMap((token) => (isWord(token) ? [token] : [])));
}

/** `CN=bob,O=Acme` is one name. */
const distinguishedName = /^[\p{L}\d.]+=[^,;|]*(?:[,;][\p{L}\d.]+=[^,;|]*)*$/u;
/** An address, an id, or a name that is marked as one, ends at a slash: `CORP/bob` does not. */
const slashAfterName = /^(?:@[^/]+|[^/]*@[^/]*|cvpn-connection-[^/]*|)\/|^[^/]+\/$/i;

/** A dash, a bullet, an arrow or a bracket by itself; but no mark that stands for a word, separates or quotes. */
const markOnly = /^(?:(?![@&+,;|/"'*#%])[\p{Pd}\p{Po}\p{Ps}\p{Pe}\p{Sm}])+$/u;
/** Between two addresses; a single one may have them in it: `bob+vpn@…`. */
const joiningMark = /(?<=@[^&+]*)([&+])(?=[^&+]*@)/;

/** Commas and the like stand between names, unless somebody put quotes around them. */
function tokensOf(word: Word, from: number): readonly Token[] {
  if (word.kind !== 'text' || word.isQuoted) return [{ ...word, from, isJoined: false }];
  if (markOnly.test(plainText(word))) return [{ kind: 'mark', from }];

  const [, name = '', separators = ''] = /^(.*?)([,;|]*)$/s.exec(word.text) ?? [];
  const parts = distinguishedName.test(name) ? [name, ...separators] : partsOf(word.text, from > 0);
  const tokens = parts.filter((part) => part !== '');
  return tokens.map((part, index) => {
    // By itself, a plus or an ampersand is a word that connects two.
    if (isSeparator(part) && (tokens.length > 1 || !/[&+]/.test(part))) return { kind: 'comma', from };
    return { ...word, from, text: withoutMarks(part), isJoined: isSeparator(tokens[index - 1]) };
  });
}

/** @param isBehind Whether it stands behind another word, where it cannot be a name that begins with a slash. */
function partsOf(text: string, isBehind: boolean): readonly string[] {
  return text.split(/([,;|])/).flatMap((part, index) => {
    const isList = slashAfterName.test(part) && (isBehind || index > 0 || !part.startsWith('/'));
    return isList ? part.split(/(\/)/) : part.split(joiningMark);
  });
}

function isSeparator(part: string | undefined): boolean {
  return part !== undefined && /^[,;|/&+]$/.test(part);
}
