const msPerUnit = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Reads a length of time as people write it, `900s`, `15m` or `2h`, as milliseconds; undefined for anything else. */
export function parseDurationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  if (unit !== 's' && unit !== 'm' && unit !== 'h') return undefined;

  return Number(digits) * msPerUnit[unit];
}
