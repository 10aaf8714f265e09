import * as z from 'zod';
import { type ChannelId, isDirectMessage, parseChannelId } from '../../domain/ids.ts';
import { callbackIds } from './action-ids.ts';
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

/** A text that is no thread counts as none. */
export const threadSchema = z
  .string()
  .optional()
  .transform((text): Thread | undefined => {
    const [, ts, also] = /^(\d+\.\d+)( broadcast)?$/.exec(text ?? '') ?? [];
    return ts === undefined ? undefined : { ts, isBroadcast: also !== undefined };
  });

/**
 * At which elements of a modal's metadata its place is, by callback_id. Earlier versions wrote the same elements at the
 * same positions, and fewer at the end: a modal without a thread has none there.
 */
const positions: ReadonlyMap<string, { readonly channel: number; readonly thread: number }> = new Map([
  // [channel, name, target, scope, listed, time, break-glass, endpoint to be typed, thread, people left out]
  [callbackIds.kick, { channel: 0, thread: 8 }],
  // ["block", channel, name, target, scope, also terminates, time, thread, offered]
  [callbackIds.block, { channel: 1, thread: 7 }],
  // ["unblock", channel, name, target, value of the button, scope, time, digests, thread]
  [callbackIds.unblock, { channel: 1, thread: 8 }],
  // [channel, name, correlation, thread]
  [callbackIds.decline, { channel: 0, thread: 3 }],
  [callbackIds.declineName, { channel: 0, thread: 3 }],
  [callbackIds.removeName, { channel: 0, thread: 3 }],
  // [channel, name, thread]
  [callbackIds.claimName, { channel: 0, thread: 2 }],
  [callbackIds.answer, { channel: 0, thread: 2 }],
  // [direct message with Bouncer, name]
  [callbackIds.home, { channel: 0, thread: 2 }],
]);

/** A modal as Slack returns it. */
export interface ReturnedModal {
  readonly callback_id?: string | undefined;
  readonly private_metadata?: string | undefined;
}

/** Reads the place from any modal's `private_metadata`, whatever else that holds; undefined if it has none. */
export function parseModalPlace(modal: ReturnedModal): ModalPlace | undefined {
  const at = positions.get(modal.callback_id ?? '');
  const { data: fields } = z.array(z.unknown()).safeParse(parseJson(modal.private_metadata ?? ''));
  if (at === undefined || fields === undefined) return undefined;

  const [channelText, channelName] = fields.slice(at.channel);
  const channel = typeof channelText === 'string' ? parseChannelId(channelText) : undefined;
  if (channel === undefined || typeof channelName !== 'string') return undefined;
  // The Home tab belongs to its person alone, and is never a way into a channel.
  if (modal.callback_id === callbackIds.home && !isDirectMessage(channel)) return undefined;

  return { channel, channelName, thread: threadSchema.safeParse(fields[at.thread]).data };
}
