import { textAt } from './block-kit/text-at.ts';
import type { Thread } from './payloads/thread-text.ts';

/**
 * Reads in which thread something was pressed; undefined in a message that is no reply, even where it has some. It is part
 * of the ingress on AWS, so that it needs no schema.
 */
export function threadFrom(body: unknown): Thread | undefined {
  const ts = textAt(body, 'container', 'thread_ts') || textAt(body, 'message', 'thread_ts');
  if (ts === '' || ts === textAt(body, 'container', 'message_ts')) return undefined;
  return { ts, isBroadcast: textAt(body, 'message', 'subtype') === 'thread_broadcast' };
}
