import { createHash } from 'node:crypto';
import { millisecondsToSeconds } from 'date-fns/millisecondsToSeconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import * as z from 'zod';
import { type DurationFilter, type ListOrder, listOrders } from '../../domain/arrangement.ts';
import { type BlockLength, parseBlockLength, textFromBlockLength } from '../../domain/block.ts';
import { type ConnectionId, type EndpointId, parseConnectionId, parseEndpointId } from '../../domain/ids.ts';
import type { ExactTargetRef, TargetRef } from '../../domain/target.ts';
import { type ListKind, listKinds } from '../../policy/authorize.ts';
import { maxReasonLength } from '../../slack/block-kit/inputs.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import {
  dateSchema,
  exactTargetRefSchema,
  optionalTextSchema,
  parsedText,
  parseTargetRef,
  textFromTargetRef,
} from '../../slack/block-kit/payload-schemas.ts';

/** What a list shows, so that its buttons can show another page of it. Each click is authorized again. */
export interface ListState {
  readonly list: ListKind;
  readonly targetRef: TargetRef;
  /** The endpoint's name, if only one is shown. */
  readonly on: string | undefined;
  /** From 0. */
  readonly page: number;
  /** By default, the first of {@link sortsOf}. */
  readonly sort?: ListOrder | undefined;
  readonly lasting?: DurationFilter | undefined;
  /** How far a history looks back, in whole seconds. */
  readonly periodMs?: number | undefined;
}

const sorts = {
  who: ['longest', 'newest', 'traffic'],
  me: ['longest'],
  history: ['newest', 'traffic'],
  blocks: ['newest'],
} as const satisfies Record<ListKind, readonly [ListOrder, ...ListOrder[]]>;

/** The orders in which a list can be shown, its default first. */
export function sortsOf(list: ListKind): readonly [ListOrder, ...ListOrder[]] {
  return sorts[list];
}

/** The order in which a list is shown; its default if the payload names one that it does not have. */
export function sortOf({ list, sort }: Pick<ListState, 'list' | 'sort'>): ListOrder {
  const offered = sortsOf(list);
  return offered.find((order) => order === sort) ?? offered[0];
}

const prefix = 'list';
const stateSchema = z.tuple([
  z.enum(listKinds),
  z.string(),
  z.string(),
  z.int().min(0),
  z.string().optional(),
  parsedText(parseLimit).optional(),
]);

/** A list has at most one of these. */
type Limit = Pick<ListState, 'lasting' | 'periodMs'>;

/**
 * Writes the state as the block_id of the list's row of buttons. Slack returns the block_id with every click, even from
 * an ephemeral message, whose blocks it does not return.
 */
export function blockIdFromListState({ list, targetRef, on, page, sort, ...limit }: ListState): string {
  const state = [list, textFromTargetRef(targetRef), on ?? '', page];
  // Earlier versions read four elements, so the others are written only if they are needed.
  const isDefault = sort === undefined || sort === sortsOf(list)[0];
  const limitText = textFromLimit(limit);
  if (limitText !== undefined) state.push(isDefault ? '' : sort, limitText);
  else if (!isDefault) state.push(sort);
  return prefix + JSON.stringify(state);
}

function textFromLimit({ lasting, periodMs }: Limit): string | undefined {
  if (lasting !== undefined) return `${lasting.kind}:${millisecondsToSeconds(lasting.ms)}`;
  return periodMs === undefined ? undefined : `last:${millisecondsToSeconds(periodMs)}`;
}

function parseLimit(text: string): Limit | undefined {
  const [, kind, seconds = ''] = /^(older|newer|last):(\d{1,9})$/.exec(text) ?? [];
  const ms = secondsToMilliseconds(Number(seconds));
  if (kind === 'last') return { periodMs: ms };
  return kind === 'older' || kind === 'newer' ? { lasting: { kind, ms } } : undefined;
}

/** Slack's limit. */
const longestBlockId = 255;

/** How a row of buttons carries the state of its list: in its block_id or, if the state is too long, in each value. */
interface StateInButtons {
  readonly blockId: string;
  /** The value of the button that leads to a page. */
  readonly valueFor: (page: number) => string;
  /** Whether the row has room for a select, whose options cannot carry the state. */
  readonly isInBlockId: boolean;
}

export function stateInButtons(state: ListState): StateInButtons {
  const blockId = blockIdFromListState(state);
  return blockId.length <= longestBlockId
    ? { blockId, valueFor: String, isInBlockId: true }
    : {
        blockId: `${prefix}_in_values`,
        valueFor: (page) => blockIdFromListState({ ...state, page }),
        isInBlockId: false,
      };
}

/** Parses which list, and which page of it, a pressed button leads to. */
export function parsePressedList(pressed: {
  readonly blockId: string;
  readonly value: string;
}): ListState | undefined {
  const state = parseListState(pressed.blockId);
  if (state === undefined) return parseListState(pressed.value);

  const page = Number.parseInt(pressed.value, 10);
  return { ...state, page: Number.isSafeInteger(page) && page > 0 ? page : 0 };
}

export function parseListState(blockId: string): ListState | undefined {
  if (!blockId.startsWith(prefix)) return undefined;

  const state = stateSchema.safeParse(parseJson(blockId.slice(prefix.length)));
  const targetRef = state.success ? parseTargetRef(state.data[1]) : undefined;
  if (!state.success || targetRef === undefined) return undefined;

  const [list, , on, page, sort, limit] = state.data;
  // Only the `who` list supports groups.
  if (targetRef.kind === 'group' && list !== 'who') return undefined;
  const order = listOrders.find((each) => each === sort);
  return {
    list,
    targetRef,
    on: on === '' ? undefined : on,
    page,
    sort: order,
    lasting: undefined,
    periodMs: undefined,
    ...limit,
  };
}

/** Which connection to show in detail: a hint, never a permission. */
export interface DetailsChoice {
  readonly connection: ConnectionId;
  /** The endpoint's id; undefined if it is looked for on every endpoint. */
  readonly on: EndpointId | undefined;
}

const endpointPrefix = 'cvpn-endpoint-';
/** An option's value has at most 75 characters, and in a direct message begins with the channel. */
const longestChoice = 60;

/** Writes the choice as the value of a button or an option: the connection's id, and the end of the endpoint's id. */
export function valueFromDetailsChoice({ connection, on }: DetailsChoice): string {
  const value = on === undefined ? connection : `${connection} ${on.replace(endpointPrefix, '')}`;
  return value.length <= longestChoice ? value : connection;
}

export function parseDetailsChoice(value: string): DetailsChoice | undefined {
  const [id = '', end] = value.split(' ');
  const connection = parseConnectionId(id);
  const on = end === undefined ? undefined : parseEndpointId(endpointPrefix + end);
  return connection === undefined || (end !== undefined && on === undefined) ? undefined : { connection, on };
}

const detailsPrefix = 'details ';

/** Writes the block_id of the buttons under the details, from which they can be shown again after a button's modal. */
export function blockIdFromDetails(choice: DetailsChoice): string {
  return detailsPrefix + valueFromDetailsChoice(choice);
}

export function parseDetailsBlockId(blockId: string): DetailsChoice | undefined {
  if (!blockId.startsWith(detailsPrefix)) return undefined;
  return parseDetailsChoice(blockId.slice(detailsPrefix.length));
}

/** Where in a list a row is: among what was found, or among the possible matches below it. */
export interface ListRow {
  readonly place: 'row' | 'possible';
  readonly state: ListState;
}

/**
 * Writes the block_id of a row with a button, from which the list can be shown again after the button's modal; undefined
 * if it would be too long.
 *
 * @param subject What the row is about. If the list changes while someone presses a button, the same block_id must not
 * stand for another subject.
 */
export function rowId({ place, state }: ListRow, index: number, subject: string): string | undefined {
  const digest = createHash('sha256').update(subject).digest('hex').slice(0, 8);
  const id = `${place}${index}-${digest} ${blockIdFromListState(state)}`;
  return id.length <= longestBlockId ? id : undefined;
}

export function parseRowId(blockId: string): ListRow | undefined {
  const [, place, text = ''] = /^(row|possible)\d+-[\da-f]+ (.*)$/s.exec(blockId) ?? [];
  const state = parseListState(text);
  if (state === undefined || (place !== 'row' && place !== 'possible')) return undefined;
  return { place, state };
}

/** What a Terminate button carries: a hint about the target, never a permission. */
interface TerminateButton {
  readonly connection: ConnectionId;
  /** The endpoint's name. */
  readonly on: string;
  /** When the list was read. */
  readonly asOf: Date;
}

const valueSchema = z.tuple([z.string(), z.string(), z.number()]);

export function valueFromTerminateButton({ connection, on, asOf }: TerminateButton): string {
  return JSON.stringify([connection, on, asOf.getTime()]);
}

export function parseTerminateButton(value: string): TerminateButton | undefined {
  const parsed = valueSchema.safeParse(parseJson(value));
  const connection = parsed.success ? parseConnectionId(parsed.data[0]) : undefined;
  if (!parsed.success || connection === undefined) return undefined;

  return { connection, on: parsed.data[1], asOf: new Date(parsed.data[2]) };
}

/** What was typed with a command besides its target, and is kept if another name is chosen instead. */
export interface TypedRequest {
  /** The scope as typed. */
  readonly on: string | undefined;
  readonly reason: string;
  /** How long to block. */
  readonly length?: BlockLength | undefined;
  readonly breakGlass: boolean;
  readonly typedAt: Date;
}

/**
 * For a button that names a person but shows no connections, and so doesn't become outdated: the modal looks them up
 * anyway.
 */
export const neverExpires = new Date(0);

/** What a button beside a suggested name carries: a hint about the request, never a permission. */
export interface Suggestion extends TypedRequest {
  readonly targetRef: ExactTargetRef;
}

/** Slack's limit is 2,000, and in a direct message the channel comes before the value. */
const maxValueLength = 1_960;

const suggestionSchema = z
  .tuple([
    exactTargetRefSchema,
    optionalTextSchema,
    z.string(),
    z.literal('').or(parsedText(parseTypedLength)),
    z.boolean(),
    dateSchema,
  ])
  .transform(
    ([targetRef, on, reason, length, breakGlass, typedAt]): Suggestion => ({
      ...{ targetRef, on, reason, length: length || undefined, breakGlass, typedAt },
    }),
  );

/** Serializes the value of such a button. The end of a reason that is too long is left out; the modal shows the rest. */
export function valueFromSuggestion(suggestion: Suggestion): string {
  const { targetRef, on, length, breakGlass, typedAt } = suggestion;
  const reason = [...suggestion.reason].slice(0, maxReasonLength).join('');
  const value = JSON.stringify([
    ...[textFromTargetRef(targetRef), on ?? '', reason],
    ...[length === undefined ? '' : textFromBlockLength(length), breakGlass, typedAt.getTime()],
  ]);
  if (value.length <= maxValueLength || reason === '') return value;

  const characters = [...reason];
  const kept = Math.max(0, characters.length - Math.max(1, Math.ceil(characters.length / 10)));
  return valueFromSuggestion({ ...suggestion, reason: characters.slice(0, kept).join('') });
}

export function parseSuggestion(value: string): Suggestion | undefined {
  return suggestionSchema.safeParse(parseJson(value)).data;
}

function parseTypedLength(text: string): BlockLength | undefined {
  const length = parseBlockLength(text);
  return length?.kind === 'out_of_range' ? undefined : length;
}
