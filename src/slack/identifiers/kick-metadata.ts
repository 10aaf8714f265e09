import { z } from 'zod';
import { type ChannelId, parseChannelId } from '../../core/ids.ts';
import type { ExactWhom } from '../../core/whom.ts';
import { parseJson } from './parse-json.ts';
import { isExact, parseWhom, textFromWhom } from './whom-text.ts';

/** What the kick modal remembers until it is submitted: hints, decided and looked up again then. */
export interface KickMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly whom: ExactWhom;
  readonly on: string | undefined;
  /** How many sessions could be ticked; when all of them still are, every session of the name is meant. */
  readonly listed: number;
  readonly openedAt: Date;
  /** Whether the word was said that does without a second person. */
  readonly breakGlass: boolean;
}

const schema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.int().min(0),
  z.number(),
  z.boolean(),
]);

/** Writes the modal's `private_metadata`. */
export function textFromKickMetadata(metadata: KickMetadata): string {
  const { channel, channelName, whom, on, listed, openedAt, breakGlass } = metadata;
  const texts = [channel, channelName, textFromWhom(whom), on ?? ''];
  return JSON.stringify([...texts, listed, openedAt.getTime(), breakGlass]);
}

export function parseKickMetadata(text: string): KickMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [channelText, channelName, whomText, on, listed, openedAt, breakGlass] = parsed.data;
  const channel = parseChannelId(channelText);
  const whom = parseWhom(whomText);
  if (channel === undefined || whom === undefined || !isExact(whom)) return undefined;

  return {
    channel,
    channelName,
    whom,
    on: on === '' ? undefined : on,
    listed,
    openedAt: new Date(openedAt),
    breakGlass,
  };
}
