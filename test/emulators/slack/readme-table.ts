import { readFileSync } from 'node:fs';

const readme = readFileSync(new URL('../../../emulators/slack/README.md', import.meta.url), 'utf8');

/** The cells of each row of the README's table whose header begins so, without padding and backticks. */
export function rowsUnder(...header: readonly string[]): readonly (readonly string[])[] {
  const lines = readme.split('\n').map(cellsOf);
  const start = lines.findIndex((cells) => header.every((cell, index) => cells[index] === cell));
  if (start === -1) return [];
  const rest = lines.slice(start + 2);
  return rest.slice(
    0,
    rest.findIndex((cells) => cells.length < 2),
  );
}

function cellsOf(line: string): readonly string[] {
  return line
    .replaceAll('`', '')
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
