const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `1.2 GB` from a count that may exceed what a number holds exactly; three digits need no more. */
export function formatBytes(count: bigint | number): string {
  let amount = Number(count);
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || amount >= 9.95 ? 0 : 1;
  return `${amount.toFixed(digits)} ${units[unit]}`;
}

/** `42 s`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min`;
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** How full a traffic bar is, 0 to 1: every step of ten counts alike, from 100 B/s to 10 MB/s. */
export function trafficLevel(bytesPerSecond: number): number {
  if (bytesPerSecond <= 0) return 0;
  return Math.min(1, Math.max(0.04, (Math.log10(bytesPerSecond) - 2) / 5));
}
