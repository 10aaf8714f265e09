/** Lines sent before, walked with the arrow keys as in a shell. */
export interface SentLines {
  readonly lines: readonly string[];
  /** Index of the line that is shown; `lines.length` is the line being written. */
  readonly at: number;
  readonly draft: string;
}

const maxLines = 50;

export const noSentLines: SentLines = { lines: [], at: 0, draft: '' };

/** A line sent twice in a row is kept once. */
export function afterSending(sent: SentLines, line: string): SentLines {
  const lines = sent.lines.at(-1) === line ? sent.lines : [...sent.lines, line].slice(-maxLines);
  return { lines, at: lines.length, draft: '' };
}

/** One line back or forth; undefined when there is none. The text in the composer is kept while walking. */
export function walkSentLines(
  sent: SentLines,
  step: -1 | 1,
  written: string,
): { readonly sent: SentLines; readonly text: string } | undefined {
  const at = sent.at + step;
  if (at < 0 || at > sent.lines.length) return undefined;
  const draft = sent.at === sent.lines.length ? written : sent.draft;
  return { sent: { ...sent, at, draft }, text: sent.lines[at] ?? draft };
}
