import { parseConnectionId } from '../../domain/ids.ts';
import { withoutInvisible } from '../../domain/visible-text.ts';
import { foldName, isSameName } from '../../domain/vpn-name.ts';

/** A word as typed in Slack: a mention that Slack resolved, or text. */
export type Word = {
  /** The index of its first character in what was typed. */
  readonly at: number;
  /** The index after its last character. */
  readonly end: number;
  /** Whether it is in double quotes and so taken literally. */
  readonly isQuoted: boolean;
} & WordMeaning;

type WordMeaning =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  /** A channel, `@here` and the like, which no command accepts. */
  | { readonly kind: 'other_mention' }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Splits the text after a slash command into words. Slack sends mentions as `<@U123|label>` (labels are unreliable and
 * are dropped), wraps what looks like a link, and escapes `& < >`. Keyboards add smart quotes, dashes and non-breaking
 * spaces; copied text brings invisible characters and formatting marks. A mention is a word of its own. A link is not,
 * since Slack also makes one in the middle of a name: `CORP\<mailto:…>`.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export function wordsFromTyped(typed: string): readonly Word[] {
  const { text, originOf } = visiblePart(typed);
  return [...plainPunctuation(text).matchAll(wordPattern)].map(({ 0: { length }, index }) => ({
    at: originOf(index),
    end: originOf(index + length - 1) + 1,
    ...read(text.slice(index, index + length)),
  }));
}

/** The text as the person saw it when typing, for reasons. Mentions become their labels, which identify no one. */
export function proseFromTyped(typed: string): string {
  return withoutEntities(withoutLinks(withLabels(typed))).trim();
}

/** Replaces `<@U0OMAR|omar>` by `@omar`, `<#C0GENERAL|general>` by `#general`, and `<!here>` by `@here`. */
function withLabels(text: string): string {
  return text
    .replaceAll(/<!(here|channel|everyone)(?:\|[^<>]*)?>/g, '@$1')
    .replaceAll(/<([@#!])[^|<>]+\|([^<>]+)>/g, (_mention, mark: string, label: string) => {
      const sign = mark === '#' ? '#' : '@';
      return label.startsWith(sign) ? label : `${sign}${label}`;
    });
}

/** No one formats a name in more styles at once. */
const maxMarks = 4;

/** Removes pairs of formatting marks around a whole word, as in `*bob*` and `_*bob*_`. */
export function withoutMarks(word: string): string {
  let text = word;
  for (let count = 0; count < maxMarks; count += 1) {
    const [, mark = '', inner = ''] = /^([*_~`'])(.+)\1$/s.exec(plainPunctuation(text)) ?? [];
    // In a list, the marks are around each of its names.
    if (mark === '' || inner.includes(`${mark},`) || inner.includes(`,${mark}`)) return text;
    text = text.slice(1, -1);
  }
  return text;
}

/** A mention, bold or not; text in double quotes, also right after a comma; links and other text together. */
const wordPattern =
  /([*_~`'])<[@#!][^<>]*>\1|<[@#!][^<>]*>|"[^"]*"|(?:<(?![@#!])[^<>]*>|[^\s<"]|(?<![\s,])")+|"[^\s<"]*/g;
const mentionPattern = /^([*_~`']|"\s*)?<([@#!][^<>]*)>(\1|\s*")?$/;

function read(word: string): Pick<Word, 'isQuoted'> & WordMeaning {
  const plain = plainPunctuation(word);
  const [, , reference] = mentionPattern.exec(plain) ?? [];
  if (reference !== undefined) return { isQuoted: false, ...mentioned(reference) };

  const isQuoted = word.length > 1 && plain.startsWith('"') && plain.endsWith('"');
  const text = withoutEntities(withoutLinks(isQuoted ? word.slice(1, -1) : word)).trim();
  return { isQuoted, kind: 'text', text: isQuoted ? text : withoutMarks(text) };
}

function mentioned(reference: string): WordMeaning {
  const [meant = ''] = reference.split('|');
  if (meant.startsWith('@')) return { kind: 'person', id: meant.slice(1) };
  if (meant.startsWith('!subteam^')) return { kind: 'group', id: meant.slice('!subteam^'.length) };
  return { kind: 'other_mention' };
}

/** Replaces each link that Slack made by what the person typed: its label, or the address without Slack's prefix. */
function withoutLinks(text: string): string {
  return text.replaceAll(
    /<([a-z][a-z\d+.-]*:[^|<>]*)(?:\|([^<>]*))?>/gi,
    (_link, address: string, label?: string) => label || address.replace(/^(?:mailto|tel):/i, ''),
  );
}

/** The visible part of a text, and the original index of each of its code units. Unpaired surrogates become spaces. */
function visiblePart(typed: string): { readonly text: string; readonly originOf: (at: number) => number } {
  if (withoutInvisible(typed) === typed)
    return { text: typed.replaceAll(/\p{Cs}/gu, ' '), originOf: (at) => at };

  const origins: number[] = [];
  let text = '';
  for (const { 0: character, index } of typed.matchAll(/./gsu)) {
    if (withoutInvisible(character) === '') continue;
    for (let unit = 0; unit < character.length; unit += 1) origins.push(index + unit);
    text += character;
  }
  return { text: text.replaceAll(/\p{Cs}/gu, ' '), originOf: (at) => origins[at] ?? 0 };
}

/**
 * Replaces typographic quotes, dashes and spaces by plain ones, for finding words and arguments; names and reasons stay
 * as typed. Each code unit is replaced by one, so that indices stay the same.
 */
function plainPunctuation(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replaceAll(/[\u201C\u201D\u201E\u201F\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019\u201A\u201B]/g, "'")
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\u00A0\u202F\u2007]/g, ' ');
}

function withoutEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export function isOn(word: Word | undefined): boolean {
  return isSameName(bareText(word), 'on');
}

export function isFlag(word: Word | undefined): boolean {
  return /^--[\p{L}\d]/u.test(plainText(word));
}

/** The text of a word that is neither quoted nor a mention, in plain punctuation; otherwise empty. */
export function plainText(word: Word | undefined): string {
  return word?.kind === 'text' && !word.isQuoted ? plainPunctuation(word.text) : '';
}

/** The text of such a word without surrounding punctuation and brackets. */
export function bareText(word: Word | undefined): string {
  return withoutPunctuation(plainText(word));
}

export function withoutPunctuation(text: string): string {
  return text.replace(/^[,:;([{]+|[.,:;!?)\]}]+$/g, '');
}

/** Whether a text is an e-mail address or a connection id. Punctuation never starts or ends one of these. */
export function isAddressOrId(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text) || parseConnectionId(foldName(text)) !== undefined;
}

/**
 * A name without the punctuation of the sentence around it: after any name, and on both sides of an address or an id.
 */
export function nameWithoutMarks(typed: string): string {
  const bare = withoutBrackets(typed).replace(/[.,:;!?\u2026]+$/, '');
  const inner = withoutBrackets(bare);
  return isAddressOrId(inner) ? inner : typed.replace(/(?<=.)[:;!?]+$/, '');
}

/** Removes brackets around a text, and unbalanced ones. */
function withoutBrackets(typed: string): string {
  let text = typed;
  if (/^[([{]/.test(text) && (/[)\]}]$/.test(text) || !/[)\]}]/.test(text))) text = text.slice(1);
  if (/[)\]}]$/.test(text) && !/[([{]/.test(text)) text = text.slice(0, -1);
  return text;
}
