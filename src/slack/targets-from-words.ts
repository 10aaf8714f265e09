import { parseConnectionId } from '../core/ids.ts';
import { foldName, isSameName } from '../core/vpn-name.ts';
import { isArgumentStart, type Problem, plainText } from './arguments-from-words.ts';
import { type Word, withoutMarks } from './typed-text.ts';

export interface TargetsRead {
  /** At least one. */
  readonly targets: readonly Word[];
  /** What stands behind them: arguments, and the reason. */
  readonly rest: readonly Word[];
}

/** A word, or a comma between two; `from` is the word that it is a part of. */
type Token = { readonly from: number } & (
  | (Word & { /** Whether it stands right behind a comma. */ readonly isJoined: boolean })
  | { readonly kind: 'comma' }
);

/** A list with more has to be refused in any case, and must not be read to its end first. */
const mostTargets = 200;

const everyoneWords = ['all', 'everyone', 'everybody', 'anyone'];
const conjunctions = ['and', '&', '+', 'plus'];

/** Whether a word means everyone; in double quotes it is a name. */
export function isEveryone(word: Word | undefined): boolean {
  return everyoneWords.some((each) => isSameName(plainText(word), each));
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
    ? [{ ...first, text: first.text.replace(/^,+/, '') }, ...rest]
    : [first, ...rest];
}

type Next =
  | { /** Undefined where the list is over. */ readonly target: Word | undefined; readonly at: number }
  | Problem;

function nextTarget(tokens: readonly Token[], from: number, targets: readonly Word[]): Next {
  let at = from;
  while (tokens[at]?.kind === 'comma') at += 1;
  const token = wordAt(tokens, at);
  const last = targets.at(-1);
  if (token === undefined) return { target: undefined, at };
  if (last === undefined) return openQuote(tokens, at) ?? { target: token, at };

  const hasComma = at > from;
  if (isSomebody(token) || (hasComma && isListed(token, last, targets))) return { target: token, at };
  if (isConjunction(token)) return afterConjunction(tokens, at, last);
  if (!hasComma || isArgumentAt(tokens, at)) return { target: undefined, at };
  // "@bob, stale since noon" is no list, but "@bob, anna" may be one.
  return last.kind !== 'text' && isProse(tokens, at) ? { target: undefined, at } : unclear(token, last);
}

function afterConjunction(tokens: readonly Token[], at: number, last: Word): Next {
  const next = wordAt(tokens, at + 1);
  if (next !== undefined && (isSomebody(next) || next.isQuoted)) return { target: next, at: at + 1 };
  return unclear(next ?? wordAt(tokens, at), last);
}

/** Behind a comma: what nobody writes in a reason, or what is written like a list. */
function isListed(token: Extract<Token, Word>, last: Word, targets: readonly Word[]): boolean {
  if (token.isQuoted || isNameLike(token)) return true;
  const isOfList = token.isJoined && last.kind === 'text';
  return isOfList || targets.some((target) => isSameName(plainText(target), plainText(token)));
}

/** No reason has to begin with a mention, an address or an id. */
function isSomebody(word: Word): boolean {
  if (word.kind === 'person' || word.kind === 'group') return true;
  const text = plainText(word);
  return /^@\S|.@.|\p{L}\\\p{L}/u.test(text) || parseConnectionId(foldName(text)) !== undefined;
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

function wordAt(tokens: readonly Token[], at: number): Extract<Token, Word> | undefined {
  const token = tokens[at];
  return token === undefined || token.kind === 'comma' ? undefined : token;
}

/** No argument begins with more than three words: `for 2 days`. */
function isArgumentAt(tokens: readonly Token[], at: number): boolean {
  return isArgumentStart(tokens.slice(at, at + 3).filter((token) => token.kind !== 'comma'));
}

/** `CN=bob,O=Acme` is one name. */
const distinguishedName = /^[\p{L}\d.]+=[^,]*(?:,[\p{L}\d.]+=[^,]*)*$/u;

/** Commas stand between names, unless somebody put quotes around them. */
function tokensOf(word: Word, from: number): readonly Token[] {
  if (word.kind !== 'text' || word.isQuoted) return [{ ...word, from, isJoined: false }];

  const [, name = '', commas = ''] = /^(.*?)(,*)$/s.exec(word.text) ?? [];
  const parts = distinguishedName.test(name) ? [name, ...commas] : word.text.split(/(,)/);
  const tokens = parts.filter((part) => part !== '');
  return tokens.map((part, index) => {
    if (part === ',') return { kind: 'comma', from };
    return { ...word, from, text: withoutMarks(part), isJoined: tokens[index - 1] === ',' };
  });
}
