import type { KnownBlock } from '@slack/types';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { distinctNames, namesOn } from '../../domain/vpn-name.ts';
import { section } from '../../slack/block-kit/blocks.ts';
import { shownBold } from '../../slack/block-kit/escape-text.ts';
import { listed } from '../../slack/block-kit/quantities.ts';

const mostNames = 5;
const longestName = 60;

/** Warns about names that look like others, for a message or modal; returns no blocks for nearly all names. */
function lookalikeBlocks(names: readonly string[]): KnownBlock[] {
  const notes = distinctNames(names).flatMap((name) => lookalikeNote(name, longestName) ?? []);
  if (notes.length === 0) return [];
  return [section(`:warning: ${listed(notes, mostNames)}. Make sure that you mean them.`)];
}

/** Warns about the names of connections, and about names that were typed. */
export function lookalikeConnectionBlocks(
  connections: readonly ListedConnection[],
  typed: readonly string[] = [],
): KnownBlock[] {
  return lookalikeBlocks([...typed, ...connections.flatMap(({ connection }) => namesOn(connection))]);
}

/** Says briefly which name another looks like; undefined if it looks like none. */
export function lookalikeNote(name: string, most: number): string | undefined {
  const other = lookalikeOf(name);
  if (other === undefined) return undefined;
  return `${shownBold(name, most)} looks like ${shownBold(other, most)} but is written with other letters`;
}

/** Letters of other alphabets that look like Latin ones, each followed by the Latin letter. */
const pairs =
  'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvкkАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅS' +
  'αaεeοoρpυuνvιiκkχxγyηnϲcϳjΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX' +
  'օoսuոnհhցgՕOՍUᎪAᏴBᏟCᎠDᎬEᎻHᎫJᏦKᏞLᎷMᏢPᏚSᎢTᏙVᏃZɑaɡg';
const latinFor = new Map(
  [...pairs.matchAll(/(.)(.)/gu)].map(([, letter = '', latin = '']) => [letter, latin]),
);

const word = /[\p{L}\p{M}]+/gu;
const isLatin = /\p{Script=Latin}/u;
const isOfAlphabet =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}]/u;

/**
 * Checks whether a name imitates another: one of its words mixes Latin letters with those of another alphabet, or
 * consists only of letters that look like Latin ones. A name that is written in its own alphabet is no lookalike.
 *
 * @returns The name with Latin letters in place of those that look like them; undefined for nearly every name.
 */
export function lookalikeOf(name: string): string | undefined {
  const words = name.normalize('NFKC').match(word) ?? [];
  return words.some(passesForLatin) ? latinized(name) : undefined;
}

function passesForLatin(letters: string): boolean {
  const looks = [...letters];
  if (
    looks.some((letter) => latinFor.has(letter)) &&
    looks.every((letter) => latinFor.has(letter) || isLatin.test(letter))
  )
    return true;
  return isLatin.test(letters) && isOfAlphabet.test(letters);
}

function latinized(name: string): string {
  return [...name.normalize('NFKC')].map((letter) => latinFor.get(letter) ?? letter).join('');
}
