import { type BlockLength, parseBlockLength } from '../../domain/block.ts';
import { closestTo } from '../../domain/closest.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { type Misread, misread } from './messages.ts';
import { bareText, isFlag, isOn, plainText, type Word, withoutPunctuation } from './words.ts';

/** The endpoints that a command in its channel may name. */
export type KnownEndpoints = readonly Pick<Endpoint, 'id' | 'name'>[];

/** The name of the endpoint that a word names or closely matches. */
export function endpointMeant(typed: string, endpoints: KnownEndpoints): string | undefined {
  const scope = withoutPunctuation(typed);
  if (scope === '') return undefined;
  const names = endpoints.map(({ name }) => name);
  return resolveEndpoint(endpoints, scope)?.name ?? closestTo(scope, names);
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
): (ActArguments & { readonly rest: readonly Word[] }) | Misread {
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
  return argumentInReason(rest, read, syntax) ?? { ...read, rest };
}

/** Detects an argument, or a close match for one, where the target should be. */
export function argumentBeforeTarget(words: readonly Word[]): Misread | undefined {
  const [first, second] = words;
  const typed = bareText(first);
  if (isFlag(first)) return misread({ kind: 'flag', typed });

  const length = lengthAt(words);
  // A bare number may be a user name.
  const isLength = length !== undefined && (length.length !== undefined || !/^\d/.test(typed));
  const isOverride =
    isCloseToBreakGlass(typed) || (/^br/i.test(typed) && isCloseToBreakGlass(`${typed} ${bareText(second)}`));
  const isArgument = isLength || isOn(first) || isSameName(typed, 'for') || isOverride;
  return isArgument && typed !== ''
    ? misread({ kind: 'target_first', typed: length?.typed || typed })
    : undefined;
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
): Step | Misread | undefined {
  const [first] = words;
  if (isOn(first)) return scopeStep(words.slice(1), read, endpoints);
  if (isBreakGlass(first)) {
    if (verb !== 'kick') return misread({ kind: 'break_glass_unused', verb });
    return read.breakGlass
      ? misread({ kind: 'break_glass_unclear', typed: breakGlassWord })
      : { words: 1, breakGlass: true };
  }
  const length = lengthAt(words);
  return length === undefined ? undefined : lengthStep(length, read, verb);
}

function scopeStep(
  [scope, next, after]: readonly Word[],
  read: ActArguments,
  endpoints: KnownEndpoints,
): Step | Misread {
  if (scope?.kind !== 'text' || scope.text === '') return misread({ kind: 'scope_missing' });
  if (read.on !== undefined) return misread({ kind: 'scope_repeated', typed: scope.text });

  // In "on lab, prod-eu" and "on lab and prod-eu", the second endpoint must not be lost.
  const other = scope.text.endsWith(',') ? next : isSameName(plainText(next), 'and') ? after : undefined;
  const typed = plainText(other);
  if (endpointMeant(typed, endpoints) !== undefined) return misread({ kind: 'scope_repeated', typed });
  // No endpoint's name ends with these characters.
  return { words: 2, on: scope.isQuoted ? scope.text : scope.text.replace(/[,:;)\]}]+$/, '') };
}

function lengthStep(
  { length, typed, words }: LengthRead,
  read: ActArguments,
  verb: ActSyntax['verb'],
): Step | Misread | undefined {
  if (verb !== 'block')
    // Kicks and unblocks have no length, so `until noon` is an ordinary reason there.
    return length === undefined ? undefined : misread({ kind: 'length_unused', verb, typed });
  if (length === undefined) return misread({ kind: 'unknown_length', typed });
  if (length.kind === 'out_of_range') return misread({ kind: 'absurd_length', typed });
  return read.length === undefined ? { words, length } : misread({ kind: 'length_repeated', typed });
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

/** Reads a length of one word (`4h`) or two (`2 days`, `until unblocked`), optionally after `for`. */
function lengthAt(words: readonly Word[]): LengthRead | undefined {
  const isFor = isSameName(plainText(words[0]), 'for');
  const from = isFor ? 1 : 0;
  const texts = words.slice(from, from + 2).map(bareText);
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

/** Finds text in a reason that looks like a misplaced or misspelled argument. */
function argumentInReason(
  reason: readonly Word[],
  read: ActArguments,
  { verb, endpoints }: ActSyntax,
): Misread | undefined {
  const breakGlass = verb === 'kick' ? breakGlassIn(reason) : undefined;
  if (breakGlass !== undefined) return misread({ kind: 'break_glass_unclear', typed: breakGlass });
  const flag = reason.find(isFlag) ?? [reason[0]].find(isShortFlag) ?? [reason.at(-1)].find(isOneLetterFlag);
  if (flag !== undefined) return misread({ kind: 'flag', typed: plainText(flag) });
  if (isOn(reason.at(-1))) return misread({ kind: 'scope_missing' });

  const scope = scopeInReason(reason, read.on, endpoints);
  if (scope !== undefined)
    return misread({ kind: 'scope_in_reason', verb, typed: scope.typed, meant: scope.meant });
  const length = verb === 'block' && read.length === undefined ? lengthEnding(reason) : undefined;
  return length === undefined ? undefined : misread({ kind: 'length_in_reason', typed: length });
}

function isBreakGlass(word: Word | undefined): boolean {
  return isSameName(bareText(word), breakGlassWord);
}

function isCloseToBreakGlass(typed: string): boolean {
  return closestTo(typed, [breakGlassWord]) !== undefined;
}

/** Finds `break-glass` anywhere in a reason, or a close match at its start or end. */
function breakGlassIn(reason: readonly Word[]): string | undefined {
  if (reason.some(isBreakGlass)) return breakGlassWord;

  const ends = [reason.slice(0, 1), reason.slice(0, 2), reason.slice(-1), reason.slice(-2)];
  return ends.map((words) => words.map(bareText).join(' ')).find(isCloseToBreakGlass);
}

function lengthEnding(reason: readonly Word[]): string | undefined {
  const ends = [reason.slice(-2), reason.slice(-1)];
  return ends
    .map((words) => words.map(bareText).join(' '))
    .find((typed) => parseBlockLength(typed) !== undefined);
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

interface ScopeFound {
  readonly typed: string;
  /** The name of the endpoint that was probably intended. */
  readonly meant: string | undefined;
  /** Whether it follows `on`. */
  readonly isOn: boolean;
}

/** After one of these words, a close match for an endpoint's name is treated as a typo. */
const placeWords = ['on', 'in', 'at', 'from', 'only', 'endpoint', '@'];
const placePrefix = /^(on|in|at|from|only|endpoint)[=:](.+)$/i;

/**
 * Finds a scope that may be hidden in a reason: `on X` at its end, a misspelled endpoint after a word of place, or an
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
  return reason
    .map((word, at) => scopeAfter(reason, at, endpoints) ?? scopeIn(word, endpoints))
    .find((found) => found !== undefined && (found.isOn || given === undefined || found.meant !== given));
}

/** Matches `on lab`, `on "lab"`, `in labb`, and `on` followed by any word that ends the reason. */
function scopeAfter(reason: readonly Word[], at: number, endpoints: KnownEndpoints): ScopeFound | undefined {
  const word = reason[at];
  const isPlace = placeWords.some((each) => isSameName(bareText(word), each));
  const scopeAt = at + (isSameName(plainText(reason[at + 1]), 'the') && at + 2 < reason.length ? 2 : 1);
  const next = reason[scopeAt];
  if (!isPlace || next?.kind !== 'text') return undefined;

  const typed = withoutPunctuation(next.text);
  const meant = endpointMeant(typed, endpoints);
  const isEnd = at === reason.length - 2;
  const isUnknown = isOn(word) && isEnd && !next.isQuoted && typed !== '';
  return meant !== undefined || isUnknown ? { typed, meant, isOn: isOn(word) } : undefined;
}

/** Matches `lab`, `(lab)`, `lab/prod-eu`, and `on=lab`. */
function scopeIn(word: Word, endpoints: KnownEndpoints): ScopeFound | undefined {
  const text = bareText(word);
  const [, place, scope] = placePrefix.exec(text) ?? [];
  if (place !== undefined && scope !== undefined) {
    const meant = endpointMeant(scope, endpoints);
    const isAfterOn = isSameName(place, 'on');
    return meant !== undefined || isAfterOn ? { typed: scope, meant, isOn: isAfterOn } : undefined;
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
