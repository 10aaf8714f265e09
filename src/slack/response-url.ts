import type { MessageView } from './block-kit/blocks.ts';

/**
 * Slack responds in well under a second. A hanging response must not keep a person waiting for the next way to answer.
 */
const timeoutMs = 5_000;

/**
 * Answers the person who made a request, even where Bouncer is not a member.
 *
 * @param url The request's response_url. It gives access to the conversation, so no error contains it.
 * @param thread The ts of the parent message, if the request was made in a thread. Without it, the answer appears in
 * the channel.
 * @throws {Error} if Slack does not accept the answer.
 */
export async function answerThrough(
  url: string,
  { text, blocks }: MessageView,
  how: 'new' | 'replace' = 'new',
  thread?: string,
  patienceMs = timeoutMs,
): Promise<void> {
  if (!URL.canParse(url)) throw new Error('response_url is no URL');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      response_type: 'ephemeral',
      replace_original: how === 'replace',
      text,
      blocks,
      ...(thread !== undefined && { thread_ts: thread }),
    }),
    signal: AbortSignal.timeout(patienceMs),
  });
  const body = await response.text();
  if (!response.ok || /"ok":\s*false/.test(body)) throw new Error(`response_url answered ${response.status}`);
}
