import { type Figure, medianOf, verdictOf } from './figure.ts';

/** The figures as a table in Markdown, with notes below. */
export function tableOf(figures: readonly Figure[]): string {
  const notes = figures.flatMap(({ question, note }) =>
    note === undefined ? [] : [`- ${question}: ${note}`],
  );
  return [
    '| question | median | worst | bound | |',
    '|---|---|---|---|---|',
    ...figures.map(rowOf),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

export function rowOf(figure: Figure): string {
  const { question, measured, unit, bound } = figure;
  const values =
    measured.length === 0 ? ['–', '–'] : [medianOf(measured), Math.max(...measured)].map(rounded);
  const cells = [...values, rounded(bound)].map((value) => (value === '–' ? value : `${value} ${unit}`));
  return `| ${[question, ...cells, verdictOf(figure)].join(' | ')} |`;
}

/** Rounds to about three digits. */
function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}
