/** Repeatable random numbers: the same seed gives the same sequence. */
export interface Random {
  /** From 0 to below 1. */
  next(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** True for about this share of calls, 0 to 1. */
  chance(share: number): boolean;
  pick(items: readonly string[]): string;
  /** That many lower-case hexadecimal digits. */
  hex(digits: number): string;
  uuid(): string;
}

/**
 * mulberry32, after Tommy Ettinger's public-domain generator: 32 bits of state are plenty for a fleet, and
 * unlike Math.random it can be seeded.
 */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += below(2 ** 24)
        .toString(16)
        .padStart(6, '0');
    return text.slice(0, digits);
  };

  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (items) => items[below(items.length)] ?? '',
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(below(4))}${hex(3)}-${hex(12)}`,
  };
}
