import { z } from 'zod';
import { type ChannelId, parseChannelId } from '../../core/ids.ts';
import type { KickWhom } from '../../core/whom.ts';
import { parseKickWhom, textFromKickWhom } from './kick-whom-text.ts';
import { parseJson } from './parse-json.ts';

/** What the kick modal remembers until it is submitted: hints, decided and looked up again then. */
export interface KickMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly whom: KickWhom;
  readonly on: string | undefined;
  /** How many sessions could be ticked; when all of them still are, every session of the name is meant. */
  readonly listed: number;
  readonly openedAt: Date;
  /** Whether the word was said that does without a second person. */
  readonly breakGlass: boolean;
  /** The endpoint's name that has to be typed; undefined where nothing has. */
  readonly confirm: string | undefined;
}

const schema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.int().min(0),
  z.number(),
  z.boolean(),
  z.string(),
]);

/** Writes the modal's `private_metadata`. */
export function textFromKickMetadata(metadata: KickMetadata): string {
  const { channel, channelName, whom, on, listed, openedAt, breakGlass, confirm } = metadata;
  const texts = [channel, channelName, textFromKickWhom(whom), on ?? ''];
  return JSON.stringify([...texts, listed, openedAt.getTime(), breakGlass, confirm ?? '']);
}

export function parseKickMetadata(text: string): KickMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [channelText, channelName, whomText, on, listed, openedAt, breakGlass, confirm] = parsed.data;
  const channel = parseChannelId(channelText);
  const whom = parseKickWhom(whomText);
  if (channel === undefined || whom === undefined) return undefined;

  return {
    channel,
    channelName,
    whom,
    on: on === '' ? undefined : on,
    listed,
    openedAt: new Date(openedAt),
    breakGlass,
    confirm: confirm === '' ? undefined : confirm,
  };
}
