import { useMemo } from 'preact/hooks';
import type { Part, Span } from './mrkdwn.ts';
import { parseMrkdwn } from './parse-mrkdwn.ts';
import { SpanView } from './span-view.tsx';

interface MrkdwnTextProps {
  readonly source: string;
  /** As in a text object: bare addresses stay text. */
  readonly verbatim?: boolean | undefined;
}

export function MrkdwnText({ source, verbatim }: MrkdwnTextProps) {
  const parts = useMemo(() => parseMrkdwn(source, { links: !verbatim }), [source, verbatim]);
  return (
    <div class="mrkdwn">
      {parts.map((part, index) => (
        <PartView key={index} part={part} />
      ))}
    </div>
  );
}

function PartView({ part }: { readonly part: Part }) {
  switch (part.kind) {
    case 'paragraph':
      return <p>{part.lines.map(line)}</p>;
    case 'quote':
      return <blockquote>{part.lines.map(line)}</blockquote>;
    case 'list':
      return (
        <ul>
          {part.items.map((item, index) => (
            <li key={index}>{item.map(span)}</li>
          ))}
        </ul>
      );
    case 'preformatted':
      // It can be wider than the page and is then scrolled, also by keyboard.
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
        <pre tabIndex={0}>{part.text}</pre>
      );
  }
}

/** An empty line keeps its height. */
function line(spans: readonly Span[], index: number) {
  return (
    <span key={index} class="line">
      {spans.length === 0 ? '\u00a0' : spans.map(span)}
    </span>
  );
}

function span(each: Span, index: number) {
  return <SpanView key={index} span={each} />;
}
