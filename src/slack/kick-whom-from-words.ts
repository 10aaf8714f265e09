import { foldName, isSameName } from '../core/vpn-name.ts';
import type { ExactWhom, KickWhom, OneOfSeveral, Whom } from '../core/whom.ts';
import type { Word } from './typed-text.ts';
import type { Misreading } from './views/misread-view.ts';
import { exact, whomFrom } from './whom-from-words.ts';

/** More than these are a group. */
const mostTyped = 20;
/** The modal carries them along, as text within text, and has 3,000 characters for all that it remembers. */
const longestCarried = 2_000;
const everyoneWords = ['all', 'everyone'];
const conjunctions = ['and', '&'];

/** A word, or a comma between two. */
type Token = Word | { readonly kind: 'comma'; readonly at: number };

export interface KickWhomRead {
  readonly whom: KickWhom | { readonly problem: Misreading };
  /** What stands after it. */
  readonly rest: readonly Word[];
}

/**
 * Reads whose sessions are meant: one, everyone, or several. A list goes on over commas, mentions and addresses, so
 * that the first plain word after whom is the reason's.
 */
export function kickWhomFrom(typed: string, words: readonly Word[]): KickWhomRead {
  const [first] = words;
  if (first === undefined) return { whom: { problem: { kind: 'nobody_named' } }, rest: [] };
  if (first.kind === 'text' && everyoneWords.some((word) => isSameName(word, first.text)))
    return { whom: { kind: 'everyone' }, rest: words.slice(1) };

  const { items, rest } = listFrom(words.flatMap((word) => tokensOf(typed, word)));
  return { whom: whomOf(items), rest };
}

function listFrom(tokens: readonly Token[]): { items: readonly Word[]; rest: readonly Word[] } {
  const items: Word[] = [];
  let at = 0;
  for (let isNext = true; isNext; ) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.kind !== 'comma') items.push(token);

    const after = placeAfterCommas(tokens, at + 1);
    const hasComma = after > at + 1 || token.kind === 'comma';
    at = after + (isConjunction(tokens[after]) && isSomebody(tokens[after + 1]) ? 1 : 0);
    isNext = hasComma || isSomebody(tokens[at]);
  }
  return { items, rest: tokens.slice(at).filter((token) => token.kind !== 'comma') };
}

function placeAfterCommas(tokens: readonly Token[], from: number): number {
  let at = from;
  while (tokens[at]?.kind === 'comma') at += 1;
  return at;
}

/** No reason has to begin with a mention or an address. */
function isSomebody(token: Token | undefined): boolean {
  if (token?.kind === 'text') return /.@./.test(token.text);
  return token?.kind === 'person' || token?.kind === 'group';
}

function isConjunction(token: Token | undefined): boolean {
  return token?.kind === 'text' && conjunctions.includes(token.text.toLowerCase());
}

/** Commas stand between names, unless somebody put quotes around them: some certificates' names have commas. */
function tokensOf(typed: string, word: Word): readonly Token[] {
  const { at } = word;
  if (word.kind !== 'text' || /["\u201C-\u201F\u00AB\u00BB]/.test(typed[at] ?? '')) return [word];

  return word.text
    .split(/(,)/)
    .filter((part) => part !== '')
    .map((part) => (part === ',' ? { kind: 'comma', at } : { kind: 'text', at, text: part }));
}

function whomOf(items: readonly Word[]): KickWhomRead['whom'] {
  const read = items.map((item) => whomFrom([item]));
  const wrong = read.find((whom) => 'problem' in whom);
  if (wrong !== undefined) return wrong;

  const meant = read.flatMap((whom) => ('problem' in whom ? [] : (exactOrGroup(whom) ?? [])));
  const distinct = [...new Map(meant.map((whom) => [keyOf(whom), whom])).values()];
  const [only] = distinct;
  if (only === undefined || meant.length < read.length) return { problem: { kind: 'nobody_named' } };
  if (distinct.length === 1 && only.kind !== 'group') return only;

  const several = distinct.filter((whom) => whom.kind !== 'connection');
  if (several.length < distinct.length) return { problem: { kind: 'connection_among_several' } };
  const carried = JSON.stringify(JSON.stringify(several));
  if (several.length > mostTyped || carried.length > longestCarried)
    return { problem: { kind: 'too_many', most: mostTyped } };
  return { kind: 'several', whom: several };
}

function exactOrGroup(whom: Whom): ExactWhom | OneOfSeveral | undefined {
  if (whom.kind === 'everyone') return undefined;
  return whom.kind === 'group' ? whom : exact(whom);
}

function keyOf(whom: ExactWhom | OneOfSeveral): string {
  switch (whom.kind) {
    case 'name':
      return `name ${foldName(whom.name)}`;
    case 'person':
      return `person ${whom.person}`;
    case 'group':
      return `group ${whom.group}`;
    case 'connection':
      return `connection ${whom.connection}`;
  }
}
