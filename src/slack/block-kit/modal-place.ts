import { z } from 'zod';
import { type ChannelId, parseChannelId } from '../../domain/ids.ts';
import { parseJson } from './parse-json.ts';

/** The thread in which a button was pressed or a choice made. */
export interface Thread {
  /** The ts of the parent message. */
  readonly ts: string;
  /** Whether the reply is also shown in the channel. Slack does not say in which of the two places it was pressed. */
  readonly isBroadcast: boolean;
}

/** Where a modal was requested, and so where its submission is answered. */
export interface ModalPlace {
  readonly channel: ChannelId;
  readonly channelName: string;
  /** The thread in which it was requested, if any. */
  readonly thread?: Thread | undefined;
}

const broadcast = ' broadcast';

/** Serializes the thread for a modal's `private_metadata`, after its other fields. */
export function textsFromThread(thread: Thread | undefined): readonly string[] {
  return thread === undefined ? [] : [`${thread.ts}${thread.isBroadcast ? broadcast : ''}`];
}

/** A text that is no thread counts as none. */
export const threadSchema = z
  .string()
  .optional()
  .transform((text): Thread | undefined => {
    const [, ts, also] = /^(\d+\.\d+)( broadcast)?$/.exec(text ?? '') ?? [];
    return ts === undefined ? undefined : { ts, isBroadcast: also === broadcast };
  });

/** The modals whose metadata begins with their kind, and at which of the fields after it the thread is. */
const threadAt = new Map<unknown, number>([
  ['block', 6],
  ['unblock', 7],
]);
/** A kick has at least eight fields, the refusal of an approval at most four. */
const fewFields = 4;

/**
 * Reads the place from any modal's `private_metadata`, whatever else that holds. Each kind of modal keeps its fields in
 * an order of its own, in which it may have been opened by an earlier version.
 */
export function parseModalPlace(metadata: string): ModalPlace | undefined {
  const { data: [kind, ...rest] = [] } = z.array(z.unknown()).safeParse(parseJson(metadata));
  const at = threadAt.get(kind);
  const fields = at === undefined ? [kind, ...rest] : rest;
  const [channelText, channelName] = fields;
  const channel = typeof channelText === 'string' ? parseChannelId(channelText) : undefined;
  if (channel === undefined || typeof channelName !== 'string') return undefined;

  const thread = threadSchema.safeParse(fields[at ?? (fields.length > fewFields ? 8 : 3)]);
  return { channel, channelName, thread: thread.data };
}
