/**
 * Lays out finished XML as EC2 does: four spaces a level, one element a line, siblings in alphabetical order, and an
 * element without content as `<name/>`. Items of a list keep their order.
 *
 * @param xml Elements without attributes, comments or white space between them.
 * @param depth The level of the outermost ones.
 */
export function laidOut(xml: string, depth: number): string {
  const tokens = xml.match(/<[^>]+>|[^<]+/g) ?? [];
  let at = 0;

  /** Reads siblings up to the end of what holds them; the second part is the text, where there is no element. */
  function siblings(level: number): { readonly lines: string; readonly text: string } {
    const found: { readonly name: string; readonly lines: string }[] = [];
    let text = '';
    for (; at < tokens.length; at++) {
      const token = tokens[at] ?? '';
      if (token.startsWith('</')) break;
      if (!token.startsWith('<')) text += token;
      else found.push(elementAt(token, level));
    }
    // Sorting is stable: what has one name keeps its order.
    found.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
    return { lines: found.map(({ lines }) => lines).join(''), text };
  }

  function elementAt(token: string, level: number): { readonly name: string; readonly lines: string } {
    const indent = '    '.repeat(level);
    if (token.endsWith('/>')) return { name: token.slice(1, -2), lines: `${indent}${token}\n` };

    const name = token.slice(1, -1);
    at += 1;
    const { lines, text } = siblings(level + 1);
    if (lines !== '') return { name, lines: `${indent}<${name}>\n${lines}${indent}</${name}>\n` };
    return { name, lines: text === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>${text}</${name}>\n` };
  }

  return siblings(depth).lines;
}
