import type { Entity } from './mrkdwn.ts';
import { unescapeText } from './unescape-text.ts';

/** What stands between `<` and `>`, or undefined when Slack would show it as it is. */
export function parseEntity(content: string): Entity | undefined {
  const bar = content.indexOf('|');
  const body = bar < 0 ? content : content.slice(0, bar);
  const label = bar < 0 ? null : unescapeText(content.slice(bar + 1)) || null;
  if (/^@[UW][A-Z0-9]+$/.test(body)) return { kind: 'person', id: body.slice(1), label };
  if (/^#C[A-Z0-9]+$/.test(body)) return { kind: 'channel', id: body.slice(1), label };
  const group = /^!subteam\^(S[A-Z0-9]+)$/.exec(body);
  if (group?.[1]) return { kind: 'group', id: group[1], label };
  const broadcast = /^!(here|channel|everyone)$/.exec(body);
  if (broadcast) return { kind: 'broadcast', range: parseRange(broadcast[1]) };
  if (body.startsWith('!date^')) return parseDate(body, label);
  const href = parseHref(body);
  if (href === undefined) return undefined;
  return { kind: 'link', href, text: label ?? href.replace(/^(mailto|tel):/, '') };
}

/** The schemes that a click may follow; `javascript:` and all others stay text. */
export function parseHref(text: string): string | undefined {
  const href = unescapeText(text);
  return /^(https?:\/\/[^\s<>]+|mailto:[^\s<>]+|tel:[\d+() -]+)$/i.test(href) ? href : undefined;
}

/** `!date^1392734382^{date} at {time}^https://example.com` */
function parseDate(body: string, fallback: string | null): Entity | undefined {
  const [, seconds = '', format = '', link] = body.split('^');
  if (!/^-?\d{1,12}$/.test(seconds) || format === '') return undefined;
  const href = link === undefined ? null : (parseHref(link) ?? null);
  return {
    kind: 'date',
    seconds: Number(seconds),
    format: unescapeText(format),
    href,
    fallback: fallback ?? '',
  };
}

function parseRange(text: string | undefined): 'here' | 'channel' | 'everyone' {
  return text === 'here' || text === 'everyone' ? text : 'channel';
}
