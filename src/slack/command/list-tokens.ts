import { plainText, type Word, withoutMarks } from './words.ts';

/** A word of a list, or a part of one. */
export type Token = Word & {
  /** The index of the word that it is part of. */
  readonly from: number;
  /** Whether a comma or the like separates it from the token before it. */
  readonly isAfterComma: boolean;
  /** Whether punctuation without meaning separates it from the token before it. */
  readonly isAfterMark: boolean;
  /** Whether it comes right after a comma, without a space. */
  readonly isJoined: boolean;
};

/** `CN=bob,O=Acme` is one name. */
const distinguishedName = /^[\p{L}\d.]+=[^,;|]*(?:[,;][\p{L}\d.]+=[^,;|]*)*$/u;
/** An address, an id, or a name marked with @ ends at a slash; `CORP/bob` does not. */
const slashAfterName = /^(?:@[^/]+|[^/]*@[^/]*|cvpn-connection-[^/]*|)\/|^[^/]+\/$/i;

/**
 * A dash, a bullet, an arrow or a bracket by itself, but not a character that stands for a word, separates or quotes.
 */
const markOnly = /^(?:(?![@&+,;|/"'*#%])[\p{Pd}\p{Po}\p{Ps}\p{Pe}\p{Sm}])+$/u;
/** A separator between two addresses. A single address may contain the character itself: `bob+vpn@…`. */
const joiningMark = /(?<=@[^&+]*)([&+])(?=[^&+]*@)/;

/** Splits words at commas and the like, unless they are quoted. */
export function tokensFrom(words: readonly Word[]): readonly Token[] {
  const tokens: Token[] = [];
  let separated = { isAfterComma: false, isAfterMark: false };
  const push = (word: Word, from: number, isJoined: boolean) => {
    tokens.push({ ...word, from, isJoined, ...separated });
    separated = { isAfterComma: false, isAfterMark: false };
  };

  for (const [from, word] of words.entries()) {
    if (word.kind !== 'text' || word.isQuoted) push(word, from, false);
    else if (markOnly.test(plainText(word))) separated.isAfterMark = true;
    else {
      const parts = partsOf(word.text, from > 0);
      for (const [index, part] of parts.entries()) {
        // By itself, a plus or an ampersand is a word that connects two others.
        if (isSeparator(part) && (parts.length > 1 || !/[&+]/.test(part))) separated.isAfterComma = true;
        else push({ ...word, text: withoutMarks(part) }, from, isSeparator(parts[index - 1]));
      }
    }
  }
  return tokens;
}

/** @param isBehind Whether another word comes before it; then it cannot be a name that starts with a slash. */
function partsOf(text: string, isBehind: boolean): readonly string[] {
  const [, name = '', separators = ''] = /^(.*?)([,;|]*)$/s.exec(text) ?? [];
  const parts = distinguishedName.test(name)
    ? [name, ...separators]
    : text.split(/([,;|])/).flatMap((part, index) => {
        const isList = slashAfterName.test(part) && (isBehind || index > 0 || !part.startsWith('/'));
        return isList ? part.split(/(\/)/) : part.split(joiningMark);
      });
  return parts.filter((part) => part !== '');
}

function isSeparator(part: string | undefined): boolean {
  return part !== undefined && /^[,;|/&+]$/.test(part);
}

/** A word, unless a comma or the like comes before it. */
export function adjacent(token: Token | undefined): Token | undefined {
  return token?.isAfterComma || token?.isAfterMark ? undefined : token;
}
