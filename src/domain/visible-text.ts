/**
 * Characters that are invisible and take no room: zero-width and bidi marks, soft hyphens, variation selectors,
 * fillers, tags, annotation marks, and controls that are not white space.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for.
  /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/gu;

/** White space, and the blank Braille pattern, which looks like it. */
const blank = /[\p{White_Space}\u2800]+/gu;

export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

/** Replaces each run of white space, of any kind, with one space, and trims the ends. */
export function withPlainSpaces(text: string): string {
  return text.replace(blank, ' ').trim();
}

/**
 * Characters that fonts need not show: private use, unassigned, lone surrogates, and the object replacement character.
 * They do not count as visible, but they remain in names, since they tell names apart.
 */
const unshown = /[\p{Co}\p{Cn}\p{Cs}\uFFFC]/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Counts the characters that a reader sees: no white space and nothing invisible, and an emoji as one. */
export function visibleLength(text: string): number {
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (withPlainSpaces(withoutInvisible(segment).replace(unshown, '')) !== '') count += 1;
  }
  return count;
}

/** Returns whether a reason has at least as many visible characters as the operator requires. */
export function isLongEnough(reason: string, minReason: number): boolean {
  return visibleLength(reason) >= minReason;
}

/** Returns the reason as it is recorded; undefined if it has no visible characters. */
export function givenReason(typed: string | undefined): string | undefined {
  return typed === undefined || visibleLength(typed) === 0 ? undefined : typed.trim();
}
