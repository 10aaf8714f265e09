import { z } from 'zod';
import { type ChannelId, type PersonId, parseChannelId, parsePersonId } from '../../domain/ids.ts';
import type { KickTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { parseJson } from '../block-kit/parse-json.ts';
import { isExact, parseTargetRef, textFromTargetRef } from '../block-kit/target-text.ts';
import { parseThread, type Thread, textsFromThread } from './thread-text.ts';

/**
 * What the kick modal stores until it is submitted. These are only hints: permissions and connections are checked again
 * then.
 */
export interface KickMetadata {
  readonly channel: ChannelId;
  readonly channelName: string;
  readonly targetRef: KickTargetRef;
  readonly on: string | undefined;
  /** How many connections could be selected. If all of them still are, the kick covers every connection of the name. */
  readonly listed: number;
  readonly openedAt: Date;
  /** Whether `break-glass` was typed, to do without the second person. */
  readonly breakGlass: boolean;
  /** The name of the endpoint that has to be typed; undefined if none has to be. */
  readonly confirm: string | undefined;
  /** The thread in which it was requested, if any. */
  readonly thread?: Thread | undefined;
  /**
   * The people about whom the modal says that nothing is done; `too_many` if they did not fit. Nobody if undefined.
   */
  readonly leftOut?: readonly PersonId[] | 'too_many' | undefined;
}

/** Slack's limit for `private_metadata`. */
const longestMetadata = 3000;
const tooMany = '*';

const schema = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.int().min(0),
  z.number(),
  z.boolean(),
  z.string(),
  z.string().optional(),
  z.string().optional(),
]);

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
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;

  const [channelText, channelName, targetRefText, on, listed, openedAt, breakGlass, confirm, thread, left] =
    parsed.data;
  const channel = parseChannelId(channelText);
  const targetRef = parseKickTargetRef(targetRefText);
  const leftOut = left === undefined ? undefined : parseLeftOut(left);
  if (channel === undefined || targetRef === undefined) return undefined;
  if (left !== undefined && leftOut === undefined) return undefined;

  return {
    channel,
    channelName,
    targetRef,
    on: on === '' ? undefined : on,
    listed,
    openedAt: new Date(openedAt),
    breakGlass,
    confirm: confirm === '' ? undefined : confirm,
    thread: parseThread(thread),
    leftOut,
  };
}

/** If one person cannot be parsed, none is: otherwise something could be done about that one. */
function parseLeftOut(text: string): KickMetadata['leftOut'] {
  if (text === tooMany) return 'too_many';
  const people = text.split(',').map(parsePersonId);
  return people.every((person) => person !== undefined) ? people : undefined;
}

const prefix = 'several:';
const severalSchema = z.array(z.string()).min(1);

/** Serializes the targets of a kick modal for Slack to return. */
function textFromKickTargetRef(targetRef: KickTargetRef): string {
  return targetRef.kind === 'several'
    ? prefix + JSON.stringify(targetRef.targetRef.map(textFromTargetRef))
    : textFromTargetRef(targetRef);
}

function parseKickTargetRef(text: string): KickTargetRef | undefined {
  if (text.startsWith(prefix)) return parseSeveral(text.slice(prefix.length));

  const targetRef = parseTargetRef(text);
  return targetRef !== undefined && (targetRef.kind === 'everyone' || isExact(targetRef))
    ? targetRef
    : undefined;
}

/** If one target cannot be parsed, none is: a part must not pass for the whole. */
function parseSeveral(text: string): KickTargetRef | undefined {
  const texts = severalSchema.safeParse(parseJson(text));
  const several = texts.success ? texts.data.map(parseOne) : [undefined];
  return several.every((one) => one !== undefined) ? { kind: 'several', targetRef: several } : undefined;
}

function parseOne(text: string): OneOfSeveral | undefined {
  const targetRef = parseTargetRef(text);
  if (targetRef?.kind === 'name' || targetRef?.kind === 'person' || targetRef?.kind === 'group')
    return targetRef;
  return undefined;
}
