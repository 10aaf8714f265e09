import { type BlockLength, parseBlockLength } from '../domain/block-length.ts';
import { closestTo } from '../domain/closest.ts';
import { resolveEndpoint } from '../domain/endpoint.ts';
import { isSameName } from '../domain/vpn-name.ts';
import type { Misreading } from './misread-message.ts';
import {
  endpointMeant,
  isFlag,
  isOn,
  type KnownEndpoints,
  plainText,
  withoutPunctuation,
} from './plain-words.ts';
import type { Word } from './typed-text.ts';

export interface ScopeFound {
  readonly typed: string;
  /** The name of the endpoint that is likely meant. */
  readonly meant: string | undefined;
}

/** Behind one of these, what comes close to an endpoint's name is taken for a slip. */
const placeWords = ['on', 'in', 'at', 'from', 'only', 'endpoint', '@'];
const placePrefix = /^(on|in|at|from|only|endpoint)[=:](.+)$/i;

/**
 * Finds what of a reason may have been meant as a scope: `on X` at its end, a misspelt endpoint behind a word of place,
 * and an endpoint's name or id anywhere. Left in the reason, it would mean every endpoint.
 *
 * @param on The scope that was given, which the reason may name again.
 */
function scopeInReason(
  reason: readonly Word[],
  on: string | undefined,
  endpoints: KnownEndpoints,
): ScopeFound | undefined {
  const given = on === undefined ? undefined : resolveEndpoint(endpoints, on)?.name;
  for (const [at, word] of reason.entries()) {
    const found = scopeBehind(reason, at, endpoints) ?? scopeOf(word, endpoints);
    if (found !== undefined && (found.isOn || given === undefined || found.meant !== given))
      return { typed: found.typed, meant: found.meant };
  }
  return undefined;
}

type Found = ScopeFound & { readonly isOn: boolean };

/** `on lab`, `on "lab"`, `in labb`; and `on` with anything behind it that ends the reason. */
function scopeBehind(reason: readonly Word[], at: number, endpoints: KnownEndpoints): Found | undefined {
  const word = reason[at];
  const isPlace = placeWords.some((each) => isSameName(withoutPunctuation(plainText(word)), each));
  const scopeAt = at + (isSameName(plainText(reason[at + 1]), 'the') && at + 2 < reason.length ? 2 : 1);
  const next = reason[scopeAt];
  if (!isPlace || next?.kind !== 'text') return undefined;
  const isEnd = at === reason.length - 2;

  const typed = withoutPunctuation(next.text);
  const meant = typed === '' ? undefined : endpointMeant(typed, endpoints);
  const isUnknown = isOn(word) && isEnd && !next.isQuoted && typed !== '';
  return meant !== undefined || isUnknown ? { typed, meant, isOn: isOn(word) } : undefined;
}

/** `lab`, `(lab)`, `lab/prod-eu`, and `on=lab`. */
function scopeOf(word: Word, endpoints: KnownEndpoints): Found | undefined {
  const text = withoutPunctuation(plainText(word));
  const [, place, scope] = placePrefix.exec(text) ?? [];
  if (place !== undefined && scope !== undefined) {
    const meant = endpointMeant(scope, endpoints);
    const isOnWord = isSameName(place, 'on');
    return meant !== undefined || isOnWord ? { typed: scope, meant, isOn: isOnWord } : undefined;
  }

  for (const part of [text, ...text.split(/[,;|/&+]/)]) {
    const typed = withoutPunctuation(part)
      .replace(/^@/, '')
      .replace(/['\u2019]s$/, '');
    const named = typed === '' ? undefined : resolveEndpoint(endpoints, typed);
    if (named !== undefined) return { typed, meant: named.name, isOn: false };
  }
  return undefined;
}

export interface ActSyntax {
  readonly verb: 'kick' | 'block' | 'unblock';
  readonly endpoints: KnownEndpoints;
}

/** What stands between the target of an act and its reason. */
export interface ActArguments {
  /** The scope as it was typed, whether or not there is such an endpoint. */
  readonly on: string | undefined;
  readonly length: BlockLength | undefined;
  readonly breakGlass: boolean;
}

export interface Problem {
  readonly problem: Misreading;
}

/** One argument, and how many words it takes. */
type Step = { readonly words: number } & Partial<ActArguments>;

const breakGlassWord = 'break-glass';

/**
 * Reads the arguments of an act, in any order. `on X` is always a scope, and what looks like an argument in the place
 * of the reason, or at its end, is asked about: a scope that became a reason would mean every endpoint.
 * A reason in double quotes may say anything.
 */
export function argumentsFrom(
  words: readonly Word[],
  syntax: ActSyntax,
): (ActArguments & { readonly rest: readonly Word[] }) | Problem {
  let rest = words;
  let read: ActArguments = { on: undefined, length: undefined, breakGlass: false };
  for (;;) {
    const step = isPunctuation(rest[0]) ? { words: 1 } : argumentAt(rest, read, syntax);
    if (step === undefined) break;
    if ('problem' in step) return step;
    const { words: count, ...found } = step;
    read = { ...read, ...found };
    rest = rest.slice(count);
  }

  const problem = leftoverIn(rest, read, syntax);
  return problem === undefined ? { ...read, rest } : { problem };
}

/** What stands where the target has to, and is an argument that was put before it, or comes close to one. */
export function argumentBeforeTarget(words: readonly Word[]): Misreading | undefined {
  const [first] = words;
  const typed = withoutPunctuation(plainText(first));
  if (isFlag(first)) return { kind: 'flag', typed };

  const length = lengthAt(words);
  // A bare number may be a user name.
  const isLength = length !== undefined && (length.length !== undefined || !/^\d/.test(typed));
  const both = `${typed} ${withoutPunctuation(plainText(words[1]))}`;
  const isOverride = [typed, ...(/^br/i.test(typed) ? [both] : [])].some(isCloseToBreakGlass);
  const isArgument = isLength || isOn(first) || isSameName(typed, 'for') || isOverride;
  return isArgument && typed !== '' ? { kind: 'target_first', typed: length?.typed || typed } : undefined;
}

/** Whether these words begin with what is read as an argument rather than as a name or a reason. */
export function isArgumentStart(words: readonly Word[]): boolean {
  const [first] = words;
  return isOn(first) || isFlag(first) || isBreakGlass(first) || lengthAt(words) !== undefined;
}

function argumentAt(
  words: readonly Word[],
  read: ActArguments,
  { verb, endpoints }: ActSyntax,
): Step | Problem | undefined {
  const [first] = words;
  if (isOn(first)) return scopeStep(words.slice(1), read, endpoints);
  if (isBreakGlass(first)) {
    if (verb !== 'kick') return { problem: { kind: 'break_glass_unused', verb } };
    return read.breakGlass ? breakGlassUnclear(breakGlassWord) : { words: 1, breakGlass: true };
  }
  const length = lengthAt(words);
  return length === undefined ? undefined : lengthStep(length, read, verb);
}

function scopeStep(
  [scope, next, after]: readonly Word[],
  read: ActArguments,
  endpoints: KnownEndpoints,
): Step | Problem {
  if (scope?.kind !== 'text' || scope.text === '') return { problem: { kind: 'scope_missing' } };
  if (read.on !== undefined) return { problem: { kind: 'scope_repeated', typed: scope.text } };

  // "on lab, prod-eu" and "on lab and prod-eu" must not lose the second.
  const other = scope.text.endsWith(',') ? next : isSameName(plainText(next), 'and') ? after : undefined;
  const typed = plainText(other);
  if (typed !== '' && endpointMeant(typed, endpoints) !== undefined)
    return { problem: { kind: 'scope_repeated', typed } };
  // No endpoint's name ends so.
  return { words: 2, on: scope.isQuoted ? scope.text : scope.text.replace(/[,:;)\]}]+$/, '') };
}

function lengthStep(
  { length, typed, words }: LengthRead,
  read: ActArguments,
  verb: ActSyntax['verb'],
): Step | Problem | undefined {
  if (verb !== 'block')
    // `until noon` is a reason like any other where nothing is to last.
    return length === undefined ? undefined : { problem: { kind: 'length_unused', verb, typed } };
  if (length === undefined) return { problem: { kind: 'unknown_length', typed } };
  if (length.kind === 'absurd') return { problem: { kind: 'absurd_length', typed } };
  return read.length === undefined ? { words, length } : { problem: { kind: 'length_repeated', typed } };
}

interface LengthRead {
  /** Undefined for what looks like a length and is none. */
  readonly length: ReturnType<typeof parseBlockLength>;
  readonly typed: string;
  readonly words: number;
}

/** `4`, `4hh` and `1,5h`, but not `2nd`. */
const numberLike = /^[-+]?\d[\d.,:]*(?:[a-z]{0,3}\d*)*$/i;
const ordinal = /^\d+(?:st|nd|rd|th)$/i;

/** A length of one word, `4h`, or of two, `2 days` and `until lifted`, also behind `for`. */
function lengthAt(words: readonly Word[]): LengthRead | undefined {
  const isFor = isSameName(plainText(words[0]), 'for');
  const from = isFor ? 1 : 0;
  const texts = words.slice(from, from + 2).map((word) => withoutPunctuation(plainText(word)));
  for (const count of [2, 1]) {
    const some = texts.slice(0, count);
    const typed = some.join(' ');
    const length = some.length < count || some.includes('') ? undefined : parseBlockLength(typed);
    if (length !== undefined) return { length, typed, words: from + count };
  }
  const [first = ''] = texts;
  if (isSameName(first, 'until') && !isFor)
    return { length: undefined, typed: texts.join(' ').trim(), words: texts.length };
  const isNumber = numberLike.test(first) && !ordinal.test(first);
  return isNumber ? { length: undefined, typed: first, words: from + 1 } : undefined;
}

/** What of a reason looks like an argument that was put in the wrong place, or misspelt. */
function leftoverIn(
  reason: readonly Word[],
  read: ActArguments,
  { verb, endpoints }: ActSyntax,
): Misreading | undefined {
  const breakGlass = verb === 'kick' ? breakGlassIn(reason) : undefined;
  if (breakGlass !== undefined) return { kind: 'break_glass_unclear', typed: breakGlass };
  const flag = reason.find(isFlag) ?? [reason[0]].find(isShortFlag) ?? [reason.at(-1)].find(isOneLetterFlag);
  if (flag !== undefined) return { kind: 'flag', typed: plainText(flag) };
  if (isOn(reason.at(-1))) return { kind: 'scope_missing' };

  const scope = scopeInReason(reason, read.on, endpoints);
  if (scope !== undefined) return { kind: 'scope_in_reason', verb, ...scope };
  return verb === 'block' && read.length === undefined ? lengthEnding(reason) : undefined;
}

function isBreakGlass(word: Word | undefined): boolean {
  return isSameName(withoutPunctuation(plainText(word)), breakGlassWord);
}

function breakGlassUnclear(typed: string): Problem {
  return { problem: { kind: 'break_glass_unclear', typed } };
}

/** The word in the middle of a reason; or what comes close to it, where it begins or ends. */
function breakGlassIn(reason: readonly Word[]): string | undefined {
  if (reason.some(isBreakGlass)) return breakGlassWord;

  const ends = [reason.slice(0, 1), reason.slice(0, 2), reason.slice(-1), reason.slice(-2)];
  return ends
    .map((words) => words.map((word) => withoutPunctuation(plainText(word))).join(' '))
    .find(isCloseToBreakGlass);
}

function isCloseToBreakGlass(typed: string): boolean {
  return closestTo(typed, [breakGlassWord]) !== undefined;
}

function lengthEnding(reason: readonly Word[]): Misreading | undefined {
  for (const count of [2, 1]) {
    const typed = reason
      .slice(-count)
      .map((word) => withoutPunctuation(plainText(word)))
      .join(' ');
    if (reason.length >= count && parseBlockLength(typed) !== undefined)
      return { kind: 'length_in_reason', typed };
  }
  return undefined;
}

/** `-force`, as a keyboard writes it that makes one long dash of two. */
function isShortFlag(word: Word | undefined): boolean {
  return /^-\p{L}/u.test(plainText(word));
}

function isOneLetterFlag(word: Word | undefined): boolean {
  return /^-\p{L}$/u.test(plainText(word));
}

/** What people put between a target and a reason. */
function isPunctuation(word: Word | undefined): boolean {
  return /^[-.,:;!?|/()[\]{}]+$/.test(plainText(word));
}
