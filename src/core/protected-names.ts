import { foldName } from './vpn-name.ts';

/** Says whether any of the names matches any of the patterns, without case; `*` stands for any run of characters. */
export function isProtected(names: readonly string[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => names.some((name) => matches(foldName(name), foldName(pattern))));
}

/** Walks the literal pieces in order instead of building a regular expression, whose cost a pattern could blow up. */
function matches(name: string, pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;

  let from = head.length;
  for (const piece of rest) {
    const at = name.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= name.length - tail.length;
}
