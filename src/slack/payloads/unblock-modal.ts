import { z } from 'zod';
import type { BlockKey, ShownBlocks, UnblockTargetRef } from '../../domain/block.ts';
import { type ChannelId, parseChannelId, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import { parseJson } from '../block-kit/parse-json.ts';
import { isExact, parseTargetRef, textFromTargetRef } from '../block-kit/target-text.ts';
import { parseThread, type Thread, textsFromThread } from './thread-text.ts';

const valueSchema = z.tuple([z.string().min(1), z.string(), z.string()]);

/** Serializes the value of an Unblock button: a hint as to which block to remove, never a permission to remove it. */
export function valueFromBlockKey({ name, endpoint, correlation }: BlockKey): string {
  return JSON.stringify([name, endpoint ?? '', correlation]);
}

export function parseBlockKey(value: string): BlockKey | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  if (!parsed.success) return undefined;

  const [name, endpointText, correlationText] = parsed.data;
  const endpoint = parseEndpointId(endpointText);
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined || (endpointText !== '' && endpoint === undefined)) return undefined;
  return { name, endpoint, correlation };
}

/**
 * What the unblock modal stores until it is submitted. These are only hints: permissions and blocks are checked again
 * then.
 */
export interface UnblockMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly targetRef: UnblockTargetRef;
  /** The scope as given, if only the blocks of one endpoint are to be removed. */
  readonly on: string | undefined;
  readonly openedAt: Date;
  /** A digest of each block that the modal shows; undefined in a modal that an earlier version opened. */
  readonly digests: ShownBlocks['digests'];
  /** The thread in which it was requested, if any. */
  readonly thread?: Thread | undefined;
}

const kind = 'unblock';
const schema = z.tuple([
  z.literal(kind),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.number(),
  z.array(z.string()).optional(),
  z.string().optional(),
]);

/** Writes the modal's `private_metadata`. */
export function textFromUnblockMetadata(metadata: UnblockMetadata): string {
  const { channel, channelName, targetRef, on, openedAt, digests, thread } = metadata;
  const [name, key] =
    targetRef.kind === 'block' ? ['', valueFromBlockKey(targetRef.key)] : [textFromTargetRef(targetRef), ''];
  const texts = [kind, channel, channelName, name, key, on ?? ''];
  const shown = digests === undefined ? [] : [digests, ...textsFromThread(thread)];
  return JSON.stringify([...texts, openedAt.getTime(), ...shown]);
}

export function parseUnblockMetadata(text: string): UnblockMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [, channelText, channelName, name, key, on, openedAt, digests, threadText] = parsed.data;
  const channel = parseChannelId(channelText);
  const targetRef = targetFrom(name, key);
  if (channel === undefined || targetRef === undefined) return undefined;
  const scope = on === '' ? undefined : on;
  const thread = parseThread(threadText);
  return { channel, channelName, targetRef, on: scope, openedAt: new Date(openedAt), digests, thread };
}

function targetFrom(name: string, keyText: string): UnblockTargetRef | undefined {
  const key = keyText === '' ? undefined : parseBlockKey(keyText);
  if (keyText !== '') return key && { kind: 'block', key };

  const targetRef = parseTargetRef(name);
  return targetRef !== undefined && isExact(targetRef) && targetRef.kind !== 'connection'
    ? targetRef
    : undefined;
}
