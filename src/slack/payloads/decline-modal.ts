import { z } from 'zod';
import { type ChannelId, type Correlation, parseChannelId, parseCorrelation } from '../../domain/ids.ts';
import { parseJson } from '../block-kit/parse-json.ts';
import { parseThread, type Thread, textsFromThread } from './thread-text.ts';

/** What the decline modal stores. These are only hints: permissions are checked again when it is submitted. */
export interface DeclineMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly correlation: Correlation;
  /** The thread in which it was requested, if any. */
  readonly thread?: Thread | undefined;
}

const schema = z.tuple([z.string(), z.string(), z.string(), z.string().optional()]);

export function textFromDeclineMetadata({
  channel,
  channelName,
  correlation,
  thread,
}: DeclineMetadata): string {
  return JSON.stringify([channel, channelName, correlation, ...textsFromThread(thread)]);
}

export function parseDeclineMetadata(text: string): DeclineMetadata | undefined {
  const parsed = schema.safeParse(parseJson(text));
  const channel = parsed.success ? parseChannelId(parsed.data[0]) : undefined;
  const correlation = parsed.success ? parseCorrelation(parsed.data[2]) : undefined;
  if (!parsed.success || channel === undefined || correlation === undefined) return undefined;

  return { channel, channelName: parsed.data[1], correlation, thread: parseThread(parsed.data[3]) };
}
