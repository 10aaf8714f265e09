import { type BlockLength, parseBlockLength } from '../../domain/block.ts';
import { closestTo } from '../../domain/closest.ts';
import { resolveEndpoint } from '../../domain/endpoint.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import type { Misreading } from './messages.ts';
import {
  endpointMeant,
  isFlag,
  isOn,
  type KnownEndpoints,
  plainText,
  type Word,
  withoutPunctuation,
} from './words.ts';

export interface ScopeFound {
  readonly typed: string;
  /** The name of the endpoint that was probably intended. */
  readonly meant: string | undefined;
}

/** After one of these words, a close match for an endpoint's name is treated as a typo. */
const placeWords = ['on', 'in', 'at', 'from', 'only', 'endpoint', '@'];
const placePrefix = /^(on|in|at|from|only|endpoint)[=:](.+)$/i;

/**
 * Finds a scope that may be hidden in a reason: `on X` at its end, a misspelt endpoint after a word of place, or an
 * endpoint's name or id anywhere. If it stayed in the reason, the command would apply to every endpoint.
 *
 * @param on The scope that was given; the reason may name it again.
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

/** Matches `on lab`, `on "lab"`, `in labb`, and `on` followed by any word that ends the reason. */
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

/** Matches `lab`, `(lab)`, `lab/prod-eu`, and `on=lab`. */
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

/** The arguments between the target of a kick, block or unblock and its reason. */
export interface ActArguments {
  /** The scope as typed, whether or not such an endpoint exists. */
  readonly on: string | undefined;
  readonly length: BlockLength | undefined;
  readonly breakGlass: boolean;
}

export interface Problem {
  readonly problem: Misreading;
}

/** One argument, and the number of words it takes. */
type Step = { readonly words: number } & Partial<ActArguments>;

const breakGlassWord = 'break-glass';

/**
 * Reads the arguments of a kick, block or unblock, in any order. `on X` is always a scope. Anything in the reason that
 * looks like a misplaced argument is returned as a problem: a scope mistaken for a reason would make the command apply
 * to every endpoint. A reason in double quotes may contain anything.
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

/** Detects an argument, or a close match for one, where the target should be. */
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

/** Whether these words start with an argument rather than a name or a reason. */
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

  // In "on lab, prod-eu" and "on lab and prod-eu", the second endpoint must not be lost.
  const other = scope.text.endsWith(',') ? next : isSameName(plainText(next), 'and') ? after : undefined;
  const typed = plainText(other);
  if (typed !== '' && endpointMeant(typed, endpoints) !== undefined)
    return { problem: { kind: 'scope_repeated', typed } };
  // No endpoint's name ends with these characters.
  return { words: 2, on: scope.isQuoted ? scope.text : scope.text.replace(/[,:;)\]}]+$/, '') };
}

function lengthStep(
  { length, typed, words }: LengthRead,
  read: ActArguments,
  verb: ActSyntax['verb'],
): Step | Problem | undefined {
  if (verb !== 'block')
    // Kicks and unblocks have no length, so `until noon` is an ordinary reason there.
    return length === undefined ? undefined : { problem: { kind: 'length_unused', verb, typed } };
  if (length === undefined) return { problem: { kind: 'unknown_length', typed } };
  if (length.kind === 'absurd') return { problem: { kind: 'absurd_length', typed } };
  return read.length === undefined ? { words, length } : { problem: { kind: 'length_repeated', typed } };
}

interface LengthRead {
  /** Undefined if the text looks like a length but isn't one. */
  readonly length: ReturnType<typeof parseBlockLength>;
  readonly typed: string;
  readonly words: number;
}

/** Matches `4`, `4hh` and `1,5h`, but not `2nd`. */
const numberLike = /^[-+]?\d[\d.,:]*(?:[a-z]{0,3}\d*)*$/i;
const ordinal = /^\d+(?:st|nd|rd|th)$/i;

/** Reads a length of one word (`4h`) or two (`2 days`, `until lifted`), optionally after `for`. */
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

/** Finds text in a reason that looks like a misplaced or misspelt argument. */
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

/** Finds `break-glass` anywhere in a reason, or a close match at its start or end. */
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

/** Matches `-force`: some keyboards turn two hyphens into one long dash. */
function isShortFlag(word: Word | undefined): boolean {
  return /^-\p{L}/u.test(plainText(word));
}

function isOneLetterFlag(word: Word | undefined): boolean {
  return /^-\p{L}$/u.test(plainText(word));
}

/** Punctuation that people type between a target and a reason. */
function isPunctuation(word: Word | undefined): boolean {
  return /^[-.,:;!?|/()[\]{}]+$/.test(plainText(word));
}
