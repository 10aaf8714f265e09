import { z } from 'zod';
import { type PersonId, parseChannelId, parsePersonId } from '../../domain/ids.ts';
import type { KickTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { type ModalPlace, textsFromThread, threadSchema } from '../../slack/block-kit/modal-place.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import {
  dateSchema,
  isExact,
  optionalTextSchema,
  parsedText,
  parseTargetRef,
  textFromTargetRef,
} from '../../slack/block-kit/payload-schemas.ts';

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
  readonly leftOut?: readonly PersonId[] | 'too_many' | undefined;
}

/** Slack's limit for `private_metadata`. */
const longestMetadata = 3000;
const tooMany = '*';

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
    parsedText(parseLeftOut).optional(),
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
    ]): KickMetadata => ({
      ...{ channel, channelName, targetRef, on, listed, openedAt, breakGlass, confirm, thread, leftOut },
    }),
  );

/** Writes the modal's `private_metadata`. The people left out are stored completely or not at all. */
export function textFromKickMetadata(metadata: KickMetadata): string {
  const { channel, channelName, targetRef, on, listed, openedAt, breakGlass, confirm, thread, leftOut } =
    metadata;
  const texts = [channel, channelName, textFromKickTargetRef(targetRef), on ?? ''];
  const rest = [listed, openedAt.getTime(), breakGlass, confirm ?? ''];
  const parts = [...texts, ...rest, ...textsFromThread(thread)];
  if (leftOut === undefined || leftOut.length === 0) return JSON.stringify(parts);

  const withLast = (last: string) =>
    JSON.stringify([...(thread === undefined ? [...parts, ''] : parts), last]);
  const complete = leftOut === 'too_many' ? undefined : withLast(leftOut.join(','));
  return complete !== undefined && complete.length <= longestMetadata ? complete : withLast(tooMany);
}

export function parseKickMetadata(text: string): KickMetadata | undefined {
  return schema.safeParse(parseJson(text)).data;
}

/** If one person cannot be parsed, none is: otherwise something could be done about that one. */
function parseLeftOut(text: string): KickMetadata['leftOut'] {
  if (text === tooMany) return 'too_many';
  const people = text.split(',').map(parsePersonId);
  return people.every((person) => person !== undefined) ? people : undefined;
}

const prefix = 'several:';
const severalSchema = z.array(parsedText(parseOneOfSeveral)).min(1);

/** Serializes the targets of a kick modal for Slack to return. */
function textFromKickTargetRef(targetRef: KickTargetRef): string {
  return targetRef.kind === 'several'
    ? prefix + JSON.stringify(targetRef.targetRef.map(textFromTargetRef))
    : textFromTargetRef(targetRef);
}

/** If one of several targets cannot be parsed, none is: a part must not pass for the whole. */
function parseKickTargetRef(text: string): KickTargetRef | undefined {
  if (text.startsWith(prefix)) {
    const several = severalSchema.safeParse(parseJson(text.slice(prefix.length)));
    return several.success ? { kind: 'several', targetRef: several.data } : undefined;
  }
  const targetRef = parseTargetRef(text);
  return targetRef && (targetRef.kind === 'everyone' || isExact(targetRef)) ? targetRef : undefined;
}

function parseOneOfSeveral(text: string): OneOfSeveral | undefined {
  const targetRef = parseTargetRef(text);
  const isOne = targetRef?.kind === 'name' || targetRef?.kind === 'person' || targetRef?.kind === 'group';
  return isOne ? targetRef : undefined;
}
