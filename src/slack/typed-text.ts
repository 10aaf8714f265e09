import { withoutInvisible } from '../domain/visible-text.ts';

/** One word as a person typed it in Slack: a mention that Slack resolved, or text. */
export type Word = {
  /** Where it begins in what was typed. */
  readonly at: number;
  /** Where it has ended. */
  readonly end: number;
  /** Whether double quotes say that it is meant as it stands. */
  readonly isQuoted: boolean;
} & WordMeaning;

type WordMeaning =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  /** A channel, `@here` and the like: nothing that a command takes. */
  | { readonly kind: 'other_mention' }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Splits what follows a slash command into words. Slack sends mentions as `<@U123|label>` (labels lie and are
 * dropped), wraps what looks like a link, and escapes `& < >`; keyboards add smart quotes, dashes and
 * unbreakable spaces; text that was copied brings invisible characters and formatting marks along. A mention is a word
 * of its own; a link is not, since Slack makes one in the middle of a name as well: `CORP\<mailto:…>`.
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

/** The text as the person read it when typing: for reasons. Mentions in it are their labels, which mean nothing. */
export function proseFromTyped(typed: string): string {
  return withoutEntities(withoutLinks(withLabels(typed))).trim();
}

/** `@omar` for `<@U0OMAR|omar>`, `#general` for `<#C0GENERAL|general>` and `@here` for `<!here>`. */
function withLabels(text: string): string {
  return text
    .replaceAll(/<!(here|channel|everyone)(?:\|[^<>]*)?>/g, '@$1')
    .replaceAll(/<([@#!])[^|<>]+\|([^<>]+)>/g, (_mention, mark: string, label: string) => {
      const sign = mark === '#' ? '#' : '@';
      return label.startsWith(sign) ? label : `${sign}${label}`;
    });
}

/** Nobody sets a name in more styles at once. */
const mostMarks = 4;

/** Takes formatting marks away that stand around the whole of a word as a pair, as in `*bob*` and `_*bob*_`. */
export function withoutMarks(word: string): string {
  let text = word;
  for (let count = 0; count < mostMarks; count += 1) {
    const [, mark = '', inner = ''] = /^([*_~`'])(.+)\1$/s.exec(plainPunctuation(text)) ?? [];
    // In a list, they are around each of its names.
    if (mark === '' || inner.includes(`${mark},`) || inner.includes(`,${mark}`)) return text;
    text = text.slice(1, -1);
  }
  return text;
}

/** A mention, bold or not; what stands in double quotes, also right after a comma; links and other text together. */
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

/** What the person typed where Slack made a link: its label, or the address without what Slack put before it. */
function withoutLinks(text: string): string {
  return text.replaceAll(
    /<([a-z][a-z\d+.-]*:[^|<>]*)(?:\|([^<>]*))?>/gi,
    (_link, address: string, label?: string) => label || address.replace(/^(?:mailto|tel):/i, ''),
  );
}

/** What can be seen of a text, and where each code unit of it stood. Halves of characters are spaces. */
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
 * Typographic quotes, dashes and spaces as the plain ones, for finding words and arguments; names and reasons stay as
 * typed. One code unit is replaced by one, so that places in the text stay the same.
 */
export function plainPunctuation(text: string): string {
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
