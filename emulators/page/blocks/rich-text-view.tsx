import type { RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { ComponentChildren } from 'preact';
import { emoji } from '../text/emoji.ts';
import type { Span } from '../text/mrkdwn.ts';
import { parseHref } from '../text/parse-entity.ts';
import { SpanView } from '../text/span-view.tsx';

export function RichTextView({ block }: { readonly block: RichTextBlock }) {
  return (
    <div class="mrkdwn">
      {block.elements.map((element, index) => (
        <RichPart key={index} element={element} />
      ))}
    </div>
  );
}

function RichPart({ element }: { readonly element: RichTextBlockElement }) {
  switch (element.type) {
    case 'rich_text_section':
      return <p>{inline(element.elements)}</p>;
    case 'rich_text_quote':
      return <blockquote>{inline(element.elements)}</blockquote>;
    case 'rich_text_preformatted':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
        <pre tabIndex={0}>{inline(element.elements)}</pre>
      );
    case 'rich_text_list': {
      const items = element.elements.map((item, index) => <li key={index}>{inline(item.elements)}</li>);
      return element.style === 'ordered' ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
  }
}

function inline(elements: readonly RichTextElement[]): ComponentChildren {
  return elements.map((element, index) => <SpanView key={index} span={spanFromRich(element)} />);
}

function spanFromRich(element: RichTextElement): Span {
  switch (element.type) {
    case 'text':
      return styled({ kind: 'text', text: element.text }, element.text, element.style);
    case 'link': {
      const href = parseHref(element.url);
      const text = element.text ?? element.url;
      return href === undefined ? { kind: 'text', text } : { kind: 'link', href, text };
    }
    case 'user':
      return { kind: 'person', id: element.user_id, label: null };
    case 'channel':
      return { kind: 'channel', id: element.channel_id, label: null };
    case 'usergroup':
      return { kind: 'group', id: element.usergroup_id, label: null };
    case 'broadcast':
      return { kind: 'broadcast', range: element.range };
    case 'date': {
      const { timestamp: seconds, format, fallback = '', url } = element;
      return { kind: 'date', seconds, format, fallback, href: (url && parseHref(url)) ?? null };
    }
    case 'emoji': {
      const character = emoji.get(element.name);
      if (character === undefined) return { kind: 'text', text: `:${element.name}:` };
      return { kind: 'emoji', name: element.name, character };
    }
    default:
      return { kind: 'text', text: `(${element.type})` };
  }
}

interface Style {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
}

function styled(plain: Span, text: string, style: Style = {}): Span {
  let span: Span = style.code ? { kind: 'code', text } : plain;
  if (style.bold) span = { kind: 'bold', spans: [span] };
  if (style.italic) span = { kind: 'italic', spans: [span] };
  return style.strike ? { kind: 'strike', spans: [span] } : span;
}
