import { textAt } from './block-kit/text-at.ts';
import type { Thread } from './payloads/thread-text.ts';

/**
 * Reads the thread in which something was pressed; undefined if the message is not a reply, even if it has replies. It
 * is part of the ingress on AWS, so it uses no schema.
 */
export function threadFrom(body: unknown): Thread | undefined {
  const ts = textAt(body, 'container', 'thread_ts') || textAt(body, 'message', 'thread_ts');
  if (ts === '' || ts === textAt(body, 'container', 'message_ts')) return undefined;
  return { ts, isBroadcast: textAt(body, 'message', 'subtype') === 'thread_broadcast' };
}
