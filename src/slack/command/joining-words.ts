import { closestTo } from '../../domain/closest.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { bareText, isAddressOrId, isOn, nameWithoutMarks, plainText, type Word } from './words.ts';

export const conjunctions = ['and', '&', '+', 'plus'];
/** These may also start a reason, unless a person follows. */
export const connectingWords = [...conjunctions, 'or', 'then', 'also', 'und', 'oder'];

const exceptions = [
  'except',
  'excepting',
  'excluding',
  'excl',
  'sparing',
  'other than',
  'apart from',
  'aside from',
];
const exceptionsOfSomebody = ['but', 'not', 'without', 'besides', 'minus', 'save', '-', '!'];

/** Whether the words after everyone, or after a group, may be intended to exclude someone. */
export function hasException(words: readonly Word[]): boolean {
  return words.some((word, at) => {
    const text = bareText(word).toLowerCase();
    const pair = `${text} ${plainText(words[at + 1]).toLowerCase()}`;
    if (exceptions.includes(text) || exceptions.includes(pair)) return true;
    const isMisspelled = closestTo(text, exceptions) !== undefined;
    if (!isMisspelled && !exceptionsOfSomebody.includes(text || plainText(word))) return false;

    const [next, after] = words.slice(at + 1);
    const somebody = isSameName(plainText(next), 'for') ? after : next;
    const isFirst = at === 0 || (at === 2 && isOn(words[0]));
    return (text === 'but' && isFirst) || (somebody !== undefined && isSomebody(somebody));
  });
}

/** Phrases that include or exclude the person after them. */
const joiningPhrases = [
  ...connectingWords,
  ...exceptions,
  ...exceptionsOfSomebody,
  ...['with', 'w/', 'w/o', 'along with', 'together with', 'as well as'],
  ...['including', 'incl', 'nor', 'instead of', 'rather than'],
];

/** Whether a reason starts or ends like a list: “with @omar”, “stale, and @omar”. */
export function joinsSomebody(words: readonly Word[]): boolean {
  const isMeant = (word: Word) => word.isQuoted || isSomebody(word);
  const at = words.findIndex(isMeant);
  if (at > 0 && isJoining(words.slice(0, at).map(phraseOf).join(' '))) return true;

  const [before, last] = words.slice(-2);
  const isAtEnd = at > 1 && last !== undefined && at === words.length - 1 && isSomebody(last);
  return isAtEnd && before !== undefined && connectingWords.includes(phraseOf(before));
}

function isJoining(text: string): boolean {
  return joiningPhrases.some(
    (phrase) =>
      text === phrase || (text.startsWith(`${phrase} `) && isJoining(text.slice(phrase.length + 1))),
  );
}

function phraseOf(word: Word): string {
  return (bareText(word) || plainText(word)).toLowerCase();
}

/** Whether a word clearly names someone: a mention, an address or an id. No reason has to start with one. */
export function isSomebody(word: Word): boolean {
  if (word.kind === 'person' || word.kind === 'group') return true;
  const text = plainText(word);
  return /^@\S|.@.|\p{L}\\\p{L}/u.test(text) || isAddressOrId(nameWithoutMarks(text));
}
