import { DateText } from './date-text.tsx';
import { EmojiView } from './emoji-view.tsx';
import { Mention } from './mention.tsx';
import type { Span } from './mrkdwn.ts';

export function SpanView({ span }: { readonly span: Span }) {
  switch (span.kind) {
    case 'text':
      return <>{span.text}</>;
    case 'bold':
      return <strong>{children(span.spans)}</strong>;
    case 'italic':
      return <em>{children(span.spans)}</em>;
    case 'strike':
      return <s>{children(span.spans)}</s>;
    case 'code':
      return <code>{span.text}</code>;
    case 'emoji':
      return <EmojiView name={span.name} character={span.character} />;
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noreferrer">
          {span.text}
        </a>
      );
    case 'date':
      return <DateText token={span} />;
    case 'person':
    case 'channel':
    case 'group':
    case 'broadcast':
      return <Mention entity={span} />;
  }
}

function children(spans: readonly Span[]) {
  return spans.map((span, index) => <SpanView key={index} span={span} />);
}
