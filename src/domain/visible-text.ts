/**
 * Characters that show nothing and take no room: zero-width and bidi marks, soft hyphens, variation selectors, fillers,
 * tags, annotation marks, and controls that are no white space.
 *
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const invisible =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for.
  /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/gu;

/** White space, and the blank of Braille, which looks like it. */
const blank = /[\p{White_Space}\u2800]+/gu;

export function withoutInvisible(text: string): string {
  return text.replace(invisible, '');
}

/** Replaces each run of white space, whatever its kind, by one space, and leaves none at the ends. */
export function withPlainSpaces(text: string): string {
  return text.replace(blank, ' ').trim();
}

/**
 * What no font has to show: private use, unassigned, halves of characters, and the stand-in for an object. They count for
 * nothing, but they stay in names, which they tell apart.
 */
const unshown = /[\p{Co}\p{Cn}\p{Cs}\uFFFC]/gu;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Counts the characters that a reader sees: neither white space nor anything invisible, and an emoji as one. */
export function visibleLength(text: string): number {
  let count = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (withPlainSpaces(withoutInvisible(segment).replace(unshown, '')) !== '') count += 1;
  }
  return count;
}
