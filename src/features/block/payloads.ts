import * as z from 'zod';
import { type BlockKey, type ShownBlocks, shortDigest, type UnblockTargetRef } from '../../domain/block.ts';
import { type ConnectionId, parseChannelId, parseCorrelation, parseEndpointId } from '../../domain/ids.ts';
import type { BlockTargetRef } from '../../domain/target.ts';
import { type ModalPlace, threadSchema } from '../../slack/block-kit/modal-place.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import {
  blockTargetRefSchema,
  dateSchema,
  type LeftOut,
  metadataLeavingOut,
  optionalTextSchema,
  parsedText,
  parseLeftOut,
  textFromKickTargetRef,
} from '../../slack/block-kit/payload-schemas.ts';
import { textsFromThread } from '../../slack/block-kit/place-text.ts';

/**
 * What the block modal stores until it is submitted. These are only hints: permissions and connections are checked
 * again then.
 */
export interface BlockMetadata extends ModalPlace {
  readonly targetRef: BlockTargetRef;
  readonly on: string | undefined;
  /** Whether the modal said that connections will be terminated as well. */
  readonly terminatesConnections: boolean;
  readonly openedAt: Date;
  /** A digest of each possible match that the modal offers; undefined in a modal that an earlier version opened. */
  readonly offered?: readonly string[] | undefined;
  /** Of several people: a digest of each name that the modal shows. */
  readonly shownNames?: readonly string[] | undefined;
  /** Of several people: those whom the modal says that it skips. Nobody if undefined. */
  readonly leftOut?: LeftOut | undefined;
}

/** Digests separated by commas. */
const digestsSchema = z
  .string()
  .optional()
  .transform((text) => text?.split(',').filter((digest) => digest !== ''));

const channelSchema = parsedText(parseChannelId);
const blockSchema = z
  .tuple([
    z.literal('block'),
    channelSchema,
    z.string(),
    blockTargetRefSchema,
    optionalTextSchema,
    z.boolean(),
    dateSchema,
    threadSchema,
    digestsSchema,
    digestsSchema,
    z
      .literal('')
      .transform(() => undefined)
      .or(parsedText(parseLeftOut))
      .optional(),
  ])
  .transform(
    ([
      ,
      channel,
      channelName,
      targetRef,
      on,
      terminatesConnections,
      openedAt,
      thread,
      offered,
      shownNames,
      leftOut,
    ]): BlockMetadata => ({
      ...{ channel, channelName, targetRef, on, terminatesConnections, openedAt, thread, offered },
      ...(shownNames && { shownNames }),
      ...(leftOut && { leftOut }),
    }),
  );

/** Writes the modal's `private_metadata`. */
export function textFromBlockMetadata(metadata: BlockMetadata): string {
  const { channel, channelName, targetRef, on, terminatesConnections, openedAt, thread, offered } = metadata;
  const { shownNames, leftOut = [] } = metadata;
  const [threadText = ''] = textsFromThread(thread);
  const parts = [
    ...['block', channel, channelName, textFromKickTargetRef(targetRef), on ?? ''],
    ...[terminatesConnections, openedAt.getTime(), threadText],
  ];
  if (shownNames === undefined)
    return JSON.stringify([...parts, ...(offered === undefined ? [] : [offered.join(',')])]);
  return metadataLeavingOut(leftOut, (text) =>
    JSON.stringify([...parts, (offered ?? []).join(','), shownNames.join(','), text]),
  );
}

/**
 * Returns whether a block modal offered all of these connections. What is submitted may be forged; `private_metadata`
 * is what Slack got from Bouncer.
 */
export function wereOffered(connections: readonly ConnectionId[], { offered }: BlockMetadata): boolean {
  return offered === undefined || connections.every((id) => offered.includes(digestOfConnection(id)));
}

/** A short digest of a connection's id: 8 base64url digits. */
export function digestOfConnection(id: ConnectionId): string {
  return shortDigest(id);
}

export function parseBlockMetadata(text: string): BlockMetadata | undefined {
  return blockSchema.safeParse(parseJson(text)).data;
}

/** The schema of name, endpoint and correlation. */
export const blockKeySchema = z
  .tuple([z.string().min(1), z.literal('').or(parsedText(parseEndpointId)), parsedText(parseCorrelation)])
  .transform(
    ([name, endpoint, correlation]): BlockKey => ({ name, endpoint: endpoint || undefined, correlation }),
  );

/** Serializes the value of an Unblock button: a hint as to which block to remove, never a permission to remove it. */
export function valueFromBlockKey({ name, endpoint, correlation }: BlockKey): string {
  return JSON.stringify([name, endpoint ?? '', correlation]);
}

export function parseBlockKey(value: string): BlockKey | undefined {
  return blockKeySchema.safeParse(parseJson(value)).data;
}

/**
 * What the unblock modal stores until it is submitted. These are only hints: permissions and blocks are checked again
 * then.
 */
export interface UnblockMetadata extends ModalPlace {
  readonly targetRef: UnblockTargetRef;
  /** The scope as given, if only the blocks of one endpoint are to be removed. */
  readonly on: string | undefined;
  readonly openedAt: Date;
  /** A digest of each block that the modal shows; undefined in a modal that an earlier version opened. */
  readonly digests: ShownBlocks['digests'];
}

const unblockSchema = z.tuple([
  z.literal('unblock'),
  channelSchema,
  z.string(),
  z.string(),
  z.string(),
  optionalTextSchema,
  dateSchema,
  z.array(z.string()).optional(),
  threadSchema,
]);

/** Writes the modal's `private_metadata`. */
export function textFromUnblockMetadata(metadata: UnblockMetadata): string {
  const { channel, channelName, targetRef, on, openedAt, digests, thread } = metadata;
  const [name, key] =
    targetRef.kind === 'block'
      ? ['', valueFromBlockKey(targetRef.key)]
      : [textFromKickTargetRef(targetRef), ''];
  const shown = digests === undefined ? [] : [digests, ...textsFromThread(thread)];
  return JSON.stringify(['unblock', channel, channelName, name, key, on ?? '', openedAt.getTime(), ...shown]);
}

export function parseUnblockMetadata(text: string): UnblockMetadata | undefined {
  const { data } = unblockSchema.safeParse(parseJson(text));
  if (data === undefined) return undefined;
  const [, channel, channelName, name, key, on, openedAt, digests, thread] = data;
  const targetRef = key === '' ? parseUnblockedName(name) : parseUnblockedKey(key);
  return targetRef && { channel, channelName, targetRef, on, openedAt, digests, thread };
}

function parseUnblockedKey(text: string): UnblockTargetRef | undefined {
  const key = parseBlockKey(text);
  return key && { kind: 'block', key };
}

function parseUnblockedName(text: string): UnblockTargetRef | undefined {
  const { data } = blockTargetRefSchema.safeParse(text);
  return data?.kind === 'connection' ? undefined : data;
}
