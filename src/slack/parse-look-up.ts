import type { Whom } from '../core/whom.ts';
import type { Problem } from './arguments-from-words.ts';
import { endpointMeant, isFlag, isOn, type KnownEndpoints, plainText } from './plain-words.ts';
import { isEveryone } from './targets-from-words.ts';
import type { Word } from './typed-text.ts';
import { whomFrom } from './whom-from-words.ts';

export interface LookUp {
  readonly whom: Whom;
  /** The scope as it was typed, whether or not there is such an endpoint. */
  readonly on: string | undefined;
}

const connectedWords = ['connected', 'online', 'on'];

/** Reads whom a look-up is about; `on ENDPOINT` before or behind it narrows it. */
export function parseLookUp(words: readonly Word[], endpoints: KnownEndpoints): LookUp | Problem {
  const flag = words.find(isFlag);
  if (flag !== undefined) return { problem: { kind: 'flag', typed: plainText(flag) } };

  // "who is on", "who is bob".
  const isAsked = words.length > 1 && plainText(words[0]).toLowerCase() === 'is';
  const asked = isAsked ? words.slice(1) : words;
  if (isAsked && asked.length === 1 && connectedWords.includes(plainText(asked[0]).toLowerCase()))
    return { whom: { kind: 'everyone' }, on: undefined };

  const scoped = scopeOf(asked, endpoints);
  if ('problem' in scoped) return scoped;
  const { about, on } = scoped;
  if (about.length === 1 && isEveryone(about[0])) return { whom: { kind: 'everyone' }, on };

  const whom = whomFrom(about);
  return 'problem' in whom ? whom : { whom, on };
}

function scopeOf(
  words: readonly Word[],
  endpoints: KnownEndpoints,
): { readonly about: readonly Word[]; readonly on: string | undefined } | Problem {
  const before = scopeAt(words, 0);
  const rest = before === undefined ? words : words.slice(2);
  const behind = scopeAt(rest, rest.length - 2);
  const about = behind === undefined ? rest : rest.slice(0, -2);

  if (before !== undefined && behind !== undefined)
    return { problem: { kind: 'scope_repeated', typed: behind } };
  if (isOn(about.at(-1))) return { problem: { kind: 'scope_missing' } };
  const within = about
    .map((word, at) => (isOn(word) ? plainText(about[at + 1]) : ''))
    .find((typed) => typed !== '' && endpointMeant(typed, endpoints) !== undefined);
  if (within !== undefined) return { problem: { kind: 'scope_in_text', typed: within } };
  return { about, on: before ?? behind };
}

function scopeAt(words: readonly Word[], at: number): string | undefined {
  const scope = words[at + 1];
  return isOn(words[at]) && scope?.kind === 'text' && scope.text !== '' ? scope.text : undefined;
}
