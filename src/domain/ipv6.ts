const groupCount = 8;

/**
 * Returns the usual ways to write an IPv6 address, in lower case: shortened as RFC 5952 recommends, with all groups, and
 * with all digits. A text that is no complete IPv6 address has none.
 */
export function spellingsOfIpv6(typed: string): readonly string[] {
  const groups = groupsOf(typed.toLowerCase());
  if (groups === undefined) return [];
  const short = groups.map((group) => group.toString(16));
  return [shortened(short), short.join(':'), short.map((group) => group.padStart(4, '0')).join(':')];
}

/** Returns the one form in which public addresses are stored and compared: IPv6 as RFC 5952 recommends, others as they are. */
export function canonicalIp(address: string): string {
  return spellingsOfIpv6(address.trim())[0] ?? address.trim();
}

function groupsOf(address: string): readonly number[] | undefined {
  const [head = '', tail, ...rest] = withoutDotted(address).split('::');
  if (rest.length > 0) return undefined;
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = groupCount - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;

  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return all.every((group) => /^[\da-f]{1,4}$/.test(group))
    ? all.map((group) => Number.parseInt(group, 16))
    : undefined;
}

/** Writes an IPv4 address at the end, as in `::ffff:10.0.0.1`, as two groups. */
function withoutDotted(address: string): string {
  return address.replace(/(?<=:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (_all, ...parts: unknown[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
}

/** Replaces the longest run of at least two zero groups, the first of several, by `::`. */
function shortened(groups: readonly string[]): string {
  let best = { start: 0, length: 1 };
  for (let start = 0; start < groups.length; start++) {
    const end = groups.findIndex((group, place) => place >= start && group !== '0');
    const length = (end < 0 ? groups.length : end) - start;
    if (length > best.length) best = { start, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
