import type { Part, Span } from './mrkdwn.ts';
import { parseSpans, type SpanOptions } from './parse-spans.ts';
import { unescapeText } from './unescape-text.ts';

/**
 * Parses text in Slack's markup: https://docs.slack.dev/messaging/formatting-message-text
 * Slack has no list syntax; lines that begin with a bullet are kept together so that they can hang.
 */
export function parseMrkdwn(source: string, options: SpanOptions): readonly Part[] {
  // Odd pieces are what stood between two fences; a fence without its partner is text.
  const pieces = source.split(/```([\s\S]+?)```/);
  return pieces.flatMap((piece, index) =>
    index % 2 === 1
      ? [{ kind: 'preformatted' as const, text: unescapeText(piece.replace(/^\n|\n$/g, '')) }]
      : partsFromLines(trimBesideFence(piece, index, pieces.length), options),
  );
}

function trimBesideFence(piece: string, index: number, count: number): string {
  const withoutStart = index === 0 ? piece : piece.replace(/^ *\n/, '');
  return index === count - 1 ? withoutStart : withoutStart.replace(/\n *$/, '');
}

type LineKind = 'paragraph' | 'quote' | 'list';

function partsFromLines(text: string, options: SpanOptions): Part[] {
  if (text === '') return [];
  const groups: { kind: LineKind; lines: Span[][] }[] = [];
  let quotesRest = false;
  for (const line of text.split('\n')) {
    quotesRest ||= /^(&gt;|>){3}/.test(line);
    const kind = quotesRest ? 'quote' : lineKind(line);
    const spans = parseSpans(line.replace(prefix[kind], ''), options);
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(spans);
    else groups.push({ kind, lines: [spans] });
  }
  return groups.map(({ kind, lines }) => (kind === 'list' ? { kind, items: lines } : { kind, lines }));
}

const prefix: Readonly<Record<LineKind, RegExp>> = {
  quote: /^(&gt;|>){1,3} ?/,
  list: /^\s*• ?/,
  paragraph: /^(?!)/,
};

function lineKind(line: string): LineKind {
  if (/^(&gt;|>)/.test(line)) return 'quote';
  return /^\s*• /.test(line) ? 'list' : 'paragraph';
}
