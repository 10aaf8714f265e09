import * as z from 'zod';
import { type Correlation, parseChannelId, parseCorrelation } from '../../domain/ids.ts';
import { type ModalPlace, threadSchema } from '../../slack/block-kit/modal-place.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { textsFromThread } from '../../slack/block-kit/place-text.ts';

/** What the decline modal stores. These are only hints: permissions are checked again when it is submitted. */
export interface DeclineMetadata extends ModalPlace {
  readonly correlation: Correlation;
}

const schema = z
  .tuple([parsedText(parseChannelId), z.string(), parsedText(parseCorrelation), threadSchema])
  .transform(
    ([channel, channelName, correlation, thread]): DeclineMetadata => ({
      ...{ channel, channelName, correlation, thread },
    }),
  );

export function textFromDeclineMetadata(metadata: DeclineMetadata): string {
  const { channel, channelName, correlation, thread } = metadata;
  return JSON.stringify([channel, channelName, correlation, ...textsFromThread(thread)]);
}

export function parseDeclineMetadata(text: string): DeclineMetadata | undefined {
  return schema.safeParse(parseJson(text)).data;
}
