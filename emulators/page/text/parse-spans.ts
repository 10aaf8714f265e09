import { emoji } from './emoji.ts';
import type { Emphasis, Span } from './mrkdwn.ts';
import { parseEntity } from './parse-entity.ts';
import { unescapeText } from './unescape-text.ts';

export interface SpanOptions {
  /** Whether a bare web address becomes a link; not in `verbatim` text. */
  readonly links: boolean;
}

const emphasis: Readonly<Record<string, Emphasis>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const wordCharacter = /[\p{L}\p{N}]/u;
const entityPattern = /<([^<>]+)>/y;

/** The spans of one line. Each kind of emphasis opens once, so nesting is at most three deep. */
export function parseSpans(line: string, options: SpanOptions, open: readonly Emphasis[] = []): Span[] {
  const spans: Span[] = [];
  // A mark without its closing partner is searched for only once, which keeps hostile lines linear.
  const unclosed = new Set<string>();
  let text = '';
  let at = 0;
  while (at < line.length) {
    const found = spanAt(line, at, options, open, unclosed);
    if (found === undefined) {
      text += line.charAt(at);
      at += 1;
    } else {
      flush();
      spans.push(found.span);
      at = found.end;
    }
  }
  flush();
  return spans;

  function flush() {
    if (text !== '') spans.push({ kind: 'text', text: unescapeText(text) });
    text = '';
  }
}

interface Found {
  readonly span: Span;
  readonly end: number;
}

function spanAt(
  line: string,
  at: number,
  options: SpanOptions,
  open: readonly Emphasis[],
  unclosed: Set<string>,
): Found | undefined {
  switch (line.charAt(at)) {
    case '`':
      return codeAt(line, at);
    case '<':
      return entityAt(line, at);
    case ':':
      return emojiAt(line, at);
    case 'h':
      return options.links ? addressAt(line, at) : undefined;
    default:
      return emphasisAt(line, at, options, open, unclosed);
  }
}

function codeAt(line: string, at: number): Found | undefined {
  const close = line.indexOf('`', at + 1);
  if (close <= at + 1) return undefined;
  const text = line.slice(at + 1, close);
  return { span: { kind: 'code', text: unescapeText(text) }, end: close + 1 };
}

function entityAt(line: string, at: number): Found | undefined {
  entityPattern.lastIndex = at;
  const content = entityPattern.exec(line)?.[1];
  const span = content === undefined ? undefined : parseEntity(content);
  return span && { span, end: entityPattern.lastIndex };
}

function emojiAt(line: string, at: number): Found | undefined {
  const name = /^:([a-z0-9_+-]{1,40}):/.exec(line.slice(at, at + 42))?.[1];
  const character = name === undefined ? undefined : emoji.get(name);
  if (name === undefined || character === undefined) return undefined;
  return { span: { kind: 'emoji', name, character }, end: at + name.length + 2 };
}

/** A bare web address, without the punctuation that ends the sentence around it. */
function addressAt(line: string, at: number): Found | undefined {
  if (wordCharacter.test(line.charAt(at - 1)) || !/^https?:\/\//.test(line.slice(at, at + 8)))
    return undefined;
  const address = /^[^\s<>*`]+/.exec(line.slice(at))?.[0].replace(/[.,;:!?)'"]+$/, '') ?? '';
  const href = unescapeText(address);
  return { span: { kind: 'link', href, text: href }, end: at + address.length };
}

function emphasisAt(
  line: string,
  at: number,
  options: SpanOptions,
  open: readonly Emphasis[],
  unclosed: Set<string>,
): Found | undefined {
  const mark = line.charAt(at);
  const kind = emphasis[mark];
  if (kind === undefined || open.includes(kind) || unclosed.has(mark) || !opens(line, at)) return undefined;
  const close = closeOf(line, at);
  if (close === undefined) {
    unclosed.add(mark);
    return undefined;
  }
  const spans = parseSpans(line.slice(at + 1, close), options, [...open, kind]);
  return { span: { kind, spans }, end: close + 1 };
}

/** A mark opens at the edge of a word only: `snake_case_name` stays as it is. */
function opens(line: string, at: number): boolean {
  const mark = line.charAt(at);
  const next = line.charAt(at + 1);
  return !wordCharacter.test(line.charAt(at - 1)) && next !== '' && next !== mark && !/\s/.test(next);
}

/** Where the emphasis that opens at `at` closes; marks inside code and entities do not count. */
function closeOf(line: string, at: number): number | undefined {
  const mark = line.charAt(at);
  let index = at + 1;
  while (index < line.length) {
    const character = line.charAt(index);
    if (character === mark && endsWord(line, index)) return index;
    const skipped =
      character === '`' ? codeAt(line, index) : character === '<' ? entityAt(line, index) : undefined;
    index = skipped?.end ?? index + 1;
  }
  return undefined;
}

function endsWord(line: string, at: number): boolean {
  return !/\s/.test(line.charAt(at - 1)) && !wordCharacter.test(line.charAt(at + 1));
}
