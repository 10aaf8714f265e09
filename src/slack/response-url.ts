import type { MessageView } from './block-kit/blocks.ts';

/** Slack answers in well under a second; a hanging answer must not keep a person waiting for the next way. */
const timeoutMs = 5_000;

/**
 * Answers the one person who made a request, also where the bot is no member.
 *
 * @param url The request's response_url. It is a key to the conversation: no error holds it.
 * @param thread Of a request that was made in a thread, the ts of the message it replies to: without it, the answer stands in
 *   the channel.
 * @throws {Error} when Slack does not take the answer.
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
