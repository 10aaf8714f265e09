import type { Choice } from './choice-menu.tsx';

/** Where an arrow, Home or End leads in a list of so many; undefined for other keys. */
export function activeAfter(key: string, active: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (active + 1) % count;
  if (key === 'ArrowUp') return (active - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : undefined;
}

/** The next choice after the active one that begins with the letter, as in a native list. */
export function activeByLetter(choices: readonly Choice[], active: number, letter: string): number {
  const begins = ({ words }: Choice) => words.toLowerCase().startsWith(letter.toLowerCase());
  const after = choices.findIndex((choice, index) => index > active && begins(choice));
  const any = after >= 0 ? after : choices.findIndex(begins);
  return any >= 0 ? any : active;
}
