import type { ViewOutput } from '@slack/bolt';
import * as z from 'zod';
import { type BlockLength, parseBlockLength } from '../../domain/block.ts';
import { type ConnectionId, parseChannelId, parseConnectionId } from '../../domain/ids.ts';
import type { KickTargetRef } from '../../domain/target.ts';
import { kickBlocks, noBlock } from '../../slack/block-kit/action-ids.ts';
import { type ModalPlace, threadSchema } from '../../slack/block-kit/modal-place.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import {
  dateSchema,
  type LeftOut,
  metadataLeavingOut,
  optionalTextSchema,
  parsedText,
  parseKickTargetRef,
  parseLeftOut,
  textFromKickTargetRef,
} from '../../slack/block-kit/payload-schemas.ts';
import { textsFromThread } from '../../slack/block-kit/place-text.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';

/**
 * What the kick modal stores until it is submitted. These are only hints: permissions and connections are checked again
 * then.
 */
export interface KickMetadata extends ModalPlace {
  readonly targetRef: KickTargetRef;
  readonly on: string | undefined;
  /** How many connections could be selected. If all of them still are, the kick covers every connection of the name. */
  readonly listed: number;
  readonly openedAt: Date;
  /** Whether `break-glass` was typed, to do without the second person. */
  readonly breakGlass: boolean;
  /** The name of the endpoint that has to be typed; undefined if none has to be. */
  readonly confirm: string | undefined;
  /**
   * The people about whom the modal says that nothing is done; `too_many` if they did not fit. Nobody if undefined.
   */
  readonly leftOut?: LeftOut | undefined;
  /** Of several people: a digest of each name that the modal offers to block. */
  readonly shownNames?: readonly string[] | undefined;
}

const schema = z
  .tuple([
    parsedText(parseChannelId),
    z.string(),
    parsedText(parseKickTargetRef),
    optionalTextSchema,
    z.int().min(0),
    dateSchema,
    z.boolean(),
    optionalTextSchema,
    threadSchema,
    z
      .literal('')
      .transform(() => undefined)
      .or(parsedText(parseLeftOut))
      .optional(),
    z
      .string()
      .transform((text) => text.split(','))
      .optional(),
  ])
  .transform(
    ([
      channel,
      channelName,
      targetRef,
      on,
      listed,
      openedAt,
      breakGlass,
      confirm,
      thread,
      leftOut,
      shownNames,
    ]): KickMetadata => ({
      ...{ channel, channelName, targetRef, on, listed, openedAt, breakGlass, confirm, thread, leftOut },
      ...(shownNames && { shownNames }),
    }),
  );

/** Writes the modal's `private_metadata`. The people left out are stored completely or not at all. */
export function textFromKickMetadata(metadata: KickMetadata): string {
  const { channel, channelName, targetRef, on, listed, openedAt, breakGlass, confirm, thread, leftOut } =
    metadata;
  const texts = [channel, channelName, textFromKickTargetRef(targetRef), on ?? ''];
  const rest = [listed, openedAt.getTime(), breakGlass, confirm ?? ''];
  const parts = [...texts, ...rest, ...textsFromThread(thread)];
  const { shownNames = [] } = metadata;
  const names = shownNames.length === 0 ? [] : [shownNames.join(',')];
  const { length = 0 } = leftOut ?? [];
  if (length === 0 && names.length === 0) return JSON.stringify(parts);
  return metadataLeavingOut(leftOut ?? [], (text) =>
    JSON.stringify([...(thread === undefined ? [...parts, ''] : parts), text, ...names]),
  );
}

export function parseKickMetadata(text: string): KickMetadata | undefined {
  return schema.safeParse(parseJson(text)).data;
}

/** The input of the kick modal or the block modal. */
export interface KickSubmission {
  readonly reason: string;
  /** The text typed to confirm a kick of many; empty if none was needed. */
  readonly typed: string;
  /** The connections left selected; undefined if the modal had none to select. */
  readonly ticked: readonly ConnectionId[] | undefined;
  /** The possible matches that were selected. */
  readonly possible: readonly ConnectionId[];
  /** Whether the person may be told: the modal offered not to, and that was not chosen. */
  readonly mayNotify: boolean;
  /** How long to block the target; undefined if nothing was chosen, or not to block. */
  readonly blockLength: BlockLength | { readonly kind: 'out_of_range' } | undefined;
}

export function kickSubmissionFrom(view: Pick<ViewOutput, 'state'>): KickSubmission {
  const { text, choice, ticks } = modalInputs(view);
  const ticked = ticks((blockId) => blockId.startsWith(kickBlocks.connections));
  const length = choice(kickBlocks.block) ?? noBlock;
  return {
    reason: text(kickBlocks.reason),
    typed: text(kickBlocks.endpoint),
    ticked: ticked && parseConnectionIds(ticked),
    possible: parseConnectionIds(ticks((blockId) => blockId === kickBlocks.possible) ?? []),
    mayNotify: ticks((blockId) => blockId === kickBlocks.quiet)?.length === 0,
    // A choice that cannot be parsed must not count as the choice not to block.
    blockLength: length === noBlock ? undefined : (parseBlockLength(length) ?? { kind: 'out_of_range' }),
  };
}

function parseConnectionIds(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((id) => parseConnectionId(id) ?? []);
}
