/** One word as a person typed it in Slack: a mention that Slack resolved, or text. */
export type Word = { /** Where it begins in what was typed. */ readonly at: number } & WordMeaning;

type WordMeaning =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  /** A channel, `@here` and the like: nothing that a command takes. */
  | { readonly kind: 'other_mention' }
  | { readonly kind: 'text'; readonly text: string };

/**
 * Splits what follows a slash command into words. Slack sends mentions as `<@U123|label>` (labels lie and are
 * dropped), wraps what looks like a link, and escapes `& < >`; keyboards add smart quotes, dashes and
 * unbreakable spaces.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export function wordsFromTyped(typed: string): readonly Word[] {
  const words = plainPunctuation(typed).matchAll(/<[^<>]*>|"[^"]*"|[^\s<]+/g);
  return [...words].map((match) => ({ at: match.index, ...meaningOf(match[0]) }));
}

/** The text as the person meant it, mentions left as Slack wrote them: for reasons, which are kept verbatim. */
export function proseFromTyped(typed: string): string {
  return withoutEntities(typed.replaceAll(/<(?:mailto:|https?:\/\/)[^|<>]*\|([^<>]*)>/g, '$1')).trim();
}

function meaningOf(word: string): WordMeaning {
  if (word.startsWith('"')) return { kind: 'text', text: withoutEntities(word.replaceAll('"', '')).trim() };
  if (!word.startsWith('<')) return { kind: 'text', text: withoutEntities(word) };

  const [reference = '', label] = word.slice(1, -1).split('|');
  if (reference.startsWith('@')) return { kind: 'person', id: reference.slice(1) };
  if (reference.startsWith('!subteam^')) return { kind: 'group', id: reference.slice('!subteam^'.length) };
  if (reference.startsWith('#') || reference.startsWith('!')) return { kind: 'other_mention' };
  return { kind: 'text', text: withoutEntities(label ?? reference.replace(/^mailto:|^https?:\/\//, '')) };
}

/** Replaces one code unit by one, so that places in the text stay the same. No name holds what nobody can type. */
function plainPunctuation(text: string): string {
  return text
    .replaceAll(/[\u201C\u201D\u201E\u201F\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018\u2019\u201A\u201B]/g, "'")
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll(/[\u00A0\u202F\u2007]|\p{Cc}|\p{Cs}/gu, ' ');
}

function withoutEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
