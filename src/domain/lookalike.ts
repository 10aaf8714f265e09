/** Letters of other alphabets that look like Latin ones, each before the letter it is taken for. */
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
 * Finds out whether a name passes for another: a word of it mixes Latin letters with those of another alphabet, or is
 * written wholly with such as look like Latin ones. Names in an alphabet of their own are no lookalikes.
 *
 * @returns What the name is taken for, as far as its letters have Latin ones that they look like; undefined for nearly every name.
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
