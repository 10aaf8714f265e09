import { parseBlockLength } from '../../domain/block.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import {
  type ActArguments,
  type ActSyntax,
  breakGlassWord,
  endpointMeant,
  isBreakGlass,
  isCloseToBreakGlass,
  type KnownEndpoints,
} from './argument-syntax.ts';
import { type Misread, misread } from './messages.ts';
import { argumentInReason } from './misplaced-arguments.ts';
import { bareText, isFlag, isOn, plainText, type Word } from './words.ts';

/** One argument, and the number of words it takes. */
type Step = { readonly words: number } & Partial<ActArguments>;

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
  const isBreakGlassWord =
    isCloseToBreakGlass(typed) || (/^br/i.test(typed) && isCloseToBreakGlass(`${typed} ${bareText(second)}`));
  const isArgument = isLength || isOn(first) || isSameName(typed, 'for') || isBreakGlassWord;
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

/** Punctuation that people type between a target and a reason. */
function isPunctuation(word: Word | undefined): boolean {
  return /^[-.,:;!?|/()[\]{}]+$/.test(plainText(word));
}
