/** An element around finished XML. */
export function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join('')}</${name}>`;
}

/** An element around text; nothing at all around no text, as EC2 leaves out what it does not know. */
export function textElement(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}

/** A list as EC2 writes it, `<name/>` when it is empty: the SDK reads an absent list as undefined. */
export function listElement(name: string, items: readonly string[]): string {
  return items.length === 0 ? `<${name}/>` : element(name, ...items.map((item) => element('item', item)));
}

function escapeXml(text: string): string {
  if (!needsEscaping.test(text)) return text;
  return text
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => entities[character] ?? character)
    .toWellFormed();
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser reads a bare carriage return as a line feed.
  '\r': '&#xD;',
};

/** XML 1.0 has no way to write most control characters, not even as references. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const needsEscaping = /[^ !#-%'-;=?-~]/;
