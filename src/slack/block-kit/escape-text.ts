/**
 * Characters that nobody sees but that change what is read: controls, bidirectional overrides, zero-width
 * characters, blanks that are no spaces, tags, unpaired surrogates.
 */
const invisible =
  /(?:[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0]|\u034F|[\u180B-\u180F]|[\u{E0000}-\u{E0FFF}])+/gu;
/** What Slack would read as formatting or as an emoji's name instead of showing it. */
const formatting = /[*_~`]|:[\p{L}\d_+-]+:/u;

/** Text from outside, safe in a plain_text object: nothing invisible, at most so many characters. */
export function shownPlain(text: string, most: number): string {
  return clamp(text.replaceAll(/\s+/gu, ' ').replaceAll(invisible, '\uFFFD'), most);
}

/**
 * Text from outside, safe in mrkdwn: no mention, link or formatting of its own comes through.
 *
 * @param most Characters at most, as sent: `&` counts as the five of `&amp;`.
 */
export function shown(text: string, most = 80): string {
  const plain = shownPlain(text, most);
  const escaped = escapedWithin(plain, most);
  return formatting.test(plain) ? `\`${escaped.replaceAll('`', '\u02CB')}\`` : escaped;
}

/** The same, set in bold where it holds nothing that bold would break on. */
export function shownBold(text: string, most = 80): string {
  const safe = shown(text, most);
  return safe.startsWith('`') ? safe : `*${safe}*`;
}

/** Prose that a person wrote, as quoted lines of mrkdwn. */
export function shownQuote(text: string, most = 500): string {
  return `> ${shown(text, most)}`;
}

/** Cuts by code points, so that no character is halved. */
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
