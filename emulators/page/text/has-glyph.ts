const known = new Map<string, boolean>();

/** A character that no font has: what is drawn like it is the empty box. */
const unassigned = '\u{10fffe}';

/** Whether this machine has a font that draws the emoji. Without one it would show an empty box. */
export function hasGlyph(emoji: string): boolean {
  const found = known.get(emoji) ?? pixelsOf(emoji) !== pixelsOf(unassigned);
  known.set(emoji, found);
  return found;
}

function pixelsOf(text: string): string {
  const drawing = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (drawing === null) return text;
  drawing.font = '16px sans-serif';
  drawing.fillText(String.fromCodePoint(text.codePointAt(0) ?? 0), 0, 18);
  return drawing.getImageData(0, 0, 28, 28).data.join();
}
