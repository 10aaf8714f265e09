import { z } from 'zod';
import { type ChannelId, parseChannelId } from '../../domain/ids.ts';
import type { ExactTargetRef } from '../../domain/target.ts';
import { parseJson } from '../block-kit/parse-json.ts';
import { isExact, parseTargetRef, textFromTargetRef } from '../block-kit/target-text.ts';
import { parseThread, type Thread, textsFromThread } from './thread-text.ts';

/**
 * What the block modal stores until it is submitted. These are only hints: permissions and connections are checked
 * again then.
 */
export interface BlockMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly targetRef: ExactTargetRef;
  readonly on: string | undefined;
  /** Whether the modal said that connections will be terminated as well. */
  readonly terminatesConnections: boolean;
  readonly openedAt: Date;
  /** The thread in which it was requested, if any. */
  readonly thread?: Thread | undefined;
}

const kind = 'block';
const schema = z.tuple([
  z.literal(kind),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.boolean(),
  z.number(),
  z.string().optional(),
]);

/** Writes the modal's `private_metadata`. */
export function textFromBlockMetadata(metadata: BlockMetadata): string {
  const { channel, channelName, targetRef, on, terminatesConnections, openedAt, thread } = metadata;
  return JSON.stringify([
    kind,
    channel,
    channelName,
    textFromTargetRef(targetRef),
    on ?? '',
    terminatesConnections,
    openedAt.getTime(),
    ...textsFromThread(thread),
  ]);
}

export function parseBlockMetadata(text: string): BlockMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [, channelText, channelName, targetRefText, on, terminatesConnections, openedAt, thread] =
    parsed.data;
  const channel = parseChannelId(channelText);
  const targetRef = parseTargetRef(targetRefText);
  if (channel === undefined || targetRef === undefined || !isExact(targetRef)) return undefined;

  return {
    channel,
    channelName,
    targetRef,
    on: on || undefined,
    terminatesConnections,
    openedAt: new Date(openedAt),
    thread: parseThread(thread),
  };
}
