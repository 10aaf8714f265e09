import * as z from 'zod';
import { type Correlation, parseChannelId, parseCorrelation } from '../../domain/ids.ts';
import { type ModalPlace, threadSchema } from '../../slack/block-kit/modal-place.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { textsFromThread } from '../../slack/block-kit/place-text.ts';

/** What the modals about one claim store. These are only hints: permissions are checked again at the submission. */
export interface ClaimMetadata extends ModalPlace {
  readonly correlation: Correlation;
}

const claimSchema = z
  .tuple([parsedText(parseChannelId), z.string(), parsedText(parseCorrelation), threadSchema])
  .transform(
    ([channel, channelName, correlation, thread]): ClaimMetadata => ({
      ...{ channel, channelName, correlation, thread },
    }),
  );

export function textFromClaimMetadata({ channel, channelName, correlation, thread }: ClaimMetadata): string {
  return JSON.stringify([channel, channelName, correlation, ...textsFromThread(thread)]);
}

export function parseClaimMetadata(text: string): ClaimMetadata | undefined {
  return claimSchema.safeParse(parseJson(text)).data;
}

const placeSchema = z
  .tuple([parsedText(parseChannelId), z.string(), threadSchema])
  .transform(([channel, channelName, thread]): ModalPlace => ({ channel, channelName, thread }));

/** Parses what the modal stores in which a name is claimed: only where it was opened. */
export function parseClaimPlace(text: string): ModalPlace | undefined {
  return placeSchema.safeParse(parseJson(text)).data;
}
