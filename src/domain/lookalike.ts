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

function passesForLatin(text: string): boolean {
  const letters = [...text];
  const isAllLike = letters.every((letter) => latinFor.has(letter) || isLatin.test(letter));
  if (isAllLike && letters.some((letter) => latinFor.has(letter))) return true;
  return isLatin.test(text) && isOfAlphabet.test(text);
}

function latinized(name: string): string {
  return [...name.normalize('NFKC')].map((letter) => latinFor.get(letter) ?? letter).join('');
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
