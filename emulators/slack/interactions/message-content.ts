import { messageBlocksFrom } from '../blocks/check-blocks.ts';
import type { NewId } from '../model/ids.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage: text beyond this is refused, well past the advised 4,000. */
const textCharacters = 40_000;

export interface MessageContent {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/**
 * Text and blocks of a message as Slack would keep them.
 * @throws SlackRefusal `no_text`, `msg_too_long`, and what {@link messageBlocksFrom} throws
 */
export function messageContentFrom(text: unknown, blocks: unknown, newId: NewId): MessageContent {
  const kept = blocks === undefined || blocks === null ? [] : messageBlocksFrom(blocks, newId);
  if ((typeof text !== 'string' || text === '') && kept.length === 0) throw new SlackRefusal('no_text');
  if (typeof text === 'string' && [...text].length > textCharacters) throw new SlackRefusal('msg_too_long');
  return { text: typeof text === 'string' ? text : '', blocks: kept };
}
