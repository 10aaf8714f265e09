import { parseBlockLength } from '../../domain/block.ts';
import { resolveEndpoint } from '../../domain/endpoint.ts';
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
import { bareText, isFlag, isOn, plainText, type Word, withoutPunctuation } from './words.ts';

/** Finds text in a reason that looks like a misplaced or misspelled argument. */
export function argumentInReason(
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
