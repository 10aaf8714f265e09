/**
 * Characters that are invisible but change how text reads: controls, bidirectional overrides, zero-width characters,
 * blanks other than spaces, tags, unpaired surrogates.
 */
const invisible =
  /(?:[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]|\u034F|[\u180B-\u180F]|[\u{E0000}-\u{E0FFF}])+/gu;
/** Text that Slack would render as formatting or as an emoji. */
const formatting = /[*_~`]|:[\p{L}\d_+-]+:/u;

/** Makes external text safe for a plain_text object: no invisible characters, and at most `most` characters. */
export function shownPlain(text: string, most: number): string {
  return clamp(text.replaceAll(/\s+/gu, ' ').replaceAll(invisible, '\uFFFD'), most);
}

/**
 * Makes external text safe for mrkdwn: it cannot contain mentions, links or formatting of its own.
 *
 * @param most The maximum number of characters as sent: `&` counts as the five of `&amp;`.
 */
export function shown(text: string, most = 80): string {
  const plain = shownPlain(text, most);
  const escaped = escapedWithin(plain, most);
  return formatting.test(plain) ? `\`${escaped.replaceAll('`', '\u02CB')}\`` : escaped;
}

/** Like {@link shown}, but bold unless bold would break on the text. */
export function shownBold(text: string, most = 80): string {
  const safe = shown(text, most);
  return safe.startsWith('`') ? safe : `*${safe}*`;
}

/** Formats external text as mrkdwn code, such as a command to copy. */
export function shownCode(text: string, most = 150): string {
  return `\`${escapedWithin(shownPlain(text, most).replaceAll('`', '\u02CB'), most)}\``;
}

/** Formats a person's prose as a mrkdwn quote. */
export function shownQuote(text: string, most = 500): string {
  return `> ${shown(text, most)}`;
}

/** Shortens text by code points, so that no character is cut in half. */
export function clamp(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function escapedWithin(text: string, most: number): string {
  let escaped = '';
  for (const character of text) {
    const next = entities[character] ?? character;
    if (escaped.length + next.length > most) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
