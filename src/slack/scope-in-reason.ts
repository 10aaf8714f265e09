import { resolveEndpoint } from '../core/endpoint.ts';
import { isSameName } from '../core/vpn-name.ts';
import { endpointMeant, isOn, type KnownEndpoints, plainText, withoutPunctuation } from './plain-words.ts';
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
export function scopeInReason(
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
