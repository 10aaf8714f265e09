import { z } from 'zod';
import type { UnblockTarget } from '../../core/block.ts';
import { type ChannelId, parseChannelId } from '../../core/ids.ts';
import type { ShownBlocks } from '../../core/shown-blocks.ts';
import { parseBlockKey, valueFromBlockKey } from './lift-button.ts';
import { parseJson } from './parse-json.ts';
import { parseThread, type Thread, textsFromThread } from './thread-text.ts';
import { isExact, parseWhom, textFromWhom } from './whom-text.ts';

/** What the unblock modal remembers until it is submitted: hints, decided and looked up again then. */
export interface UnblockMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly whom: UnblockTarget;
  /** The scope as it was given, where only the blocks of one endpoint are meant. */
  readonly on: string | undefined;
  readonly openedAt: Date;
  /** Of each block that the modal shows; undefined in a modal that an earlier version opened. */
  readonly digests: ShownBlocks['digests'];
  /** In which thread it was asked for, where that is one. */
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
  const { channel, channelName, whom, on, openedAt, digests, thread } = metadata;
  const [name, key] = whom.kind === 'block' ? ['', valueFromBlockKey(whom.key)] : [textFromWhom(whom), ''];
  const texts = [kind, channel, channelName, name, key, on ?? ''];
  const shown = digests === undefined ? [] : [digests, ...textsFromThread(thread)];
  return JSON.stringify([...texts, openedAt.getTime(), ...shown]);
}

export function parseUnblockMetadata(text: string): UnblockMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [, channelText, channelName, name, key, on, openedAt, digests, threadText] = parsed.data;
  const channel = parseChannelId(channelText);
  const whom = targetFrom(name, key);
  if (channel === undefined || whom === undefined) return undefined;
  const scope = on === '' ? undefined : on;
  const thread = parseThread(threadText);
  return { channel, channelName, whom, on: scope, openedAt: new Date(openedAt), digests, thread };
}

function targetFrom(name: string, keyText: string): UnblockTarget | undefined {
  const key = keyText === '' ? undefined : parseBlockKey(keyText);
  if (keyText !== '') return key && { kind: 'block', key };

  const whom = parseWhom(name);
  return whom !== undefined && isExact(whom) && whom.kind !== 'connection' ? whom : undefined;
}
