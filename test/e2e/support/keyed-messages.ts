import { z } from 'zod';
import { channels } from './person-at-work.ts';
import type { TestWorkspace } from './test-workspace.ts';

/** A message that the bot keeps up to date, with the key that it finds it by. */
export interface KeyedMessage {
  readonly key: string;
  readonly text: string;
}

const historySchema = z.object({
  ok: z.literal(true),
  messages: z.array(
    z.object({
      text: z.string(),
      metadata: z.object({ event_payload: z.object({ key: z.string() }) }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string() }),
});

/** The messages with a key in the channels that kicks are asked for in, and in the audit channel. */
export async function keyedMessages(workspace: TestWorkspace): Promise<readonly KeyedMessage[]> {
  const places = [channels.helpdesk, channels.secops, channels.audit];
  return (await Promise.all(places.map((channel) => historyOf(workspace, channel)))).flat();
}

async function historyOf({ slack }: TestWorkspace, channel: string): Promise<readonly KeyedMessage[]> {
  const found: KeyedMessage[] = [];
  let cursor = '';
  do {
    const response = await fetch(`${slack.apiUrl}conversations.history`, {
      method: 'POST',
      headers: { authorization: `Bearer ${slack.botToken}` },
      body: new URLSearchParams({ channel, cursor, limit: '200', include_all_metadata: 'true' }),
    });
    const page = historySchema.parse(await response.json());
    for (const { text, metadata } of page.messages) {
      if (metadata !== undefined) found.push({ key: metadata.event_payload.key, text });
    }
    cursor = page.response_metadata.next_cursor;
  } while (cursor !== '');
  return found;
}
