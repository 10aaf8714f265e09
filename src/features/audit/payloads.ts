import * as z from 'zod';
import {
  type AuditFilters,
  type AuditParty,
  parseFilterKind,
  parseSince,
} from '../../domain/audit-filter.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parseTargetRef, textFromTargetRef } from '../../slack/block-kit/payload-schemas.ts';

/** The page of the audit log that is shown, so that its buttons can show another. Each click is authorized again. */
export interface AuditPageState {
  readonly targetRef: SingleTargetRef;
  /** Absent in buttons of earlier versions. */
  readonly filters?: AuditFilters;
  /** The newest entry, at which the pages begin; undefined for the latest in the log. */
  readonly upTo: number | undefined;
  /** Starts at 0. */
  readonly page: number;
}

/** The details of one action, and the page of the audit log to go back to. */
export interface AuditDetailsState {
  readonly correlation: Correlation;
  /** Which entries of the action are shown; starts at 0. */
  readonly detailsPage: number;
  readonly back: AuditPageState;
}

/** Different from every list's prefix, so that a list's buttons, such as Share, cannot use this state. */
const prefix = 'record';
const detailsPrefix = 'act';

const filtersSchema = z.object({
  by: z.string().optional(),
  about: z.string().optional(),
  since: z.string().optional(),
  kind: z.string().optional(),
});
const pageParts = [z.string(), z.int().min(0).nullable(), z.int().min(0)] as const;
/** Pages without filters are written as in earlier versions. */
const stateSchema = z.union([z.tuple(pageParts), z.tuple([...pageParts, filtersSchema])]);
const detailsSchema = z.tuple([...pageParts, filtersSchema, z.string(), z.int().min(0)]);

/** Writes the state as the block_id of the buttons' row. */
export function blockIdFromAuditPageState({ targetRef, filters, upTo, page }: AuditPageState): string {
  const written = writtenFilters(filters);
  const isFiltered = Object.keys(written).length > 0;
  return (
    prefix +
    JSON.stringify([textFromTargetRef(targetRef), upTo ?? null, page, ...(isFiltered ? [written] : [])])
  );
}

function writtenFilters({ by, about, since, kind }: AuditFilters = {}): z.input<typeof filtersSchema> {
  return {
    ...(by !== undefined && { by: textFromTargetRef(by) }),
    ...(about !== undefined && { about: textFromTargetRef(about) }),
    ...(since !== undefined && { since }),
    ...(kind !== undefined && { kind }),
  };
}

/** Slack's limit for a block_id. */
const maxBlockIdLength = 255;

/**
 * Returns how a row of buttons carries the state of the page: in its block_id, or if that would be too long, in each
 * button's value, as the state of the page that the button opens. `short` is the value if the block_id carries the
 * state.
 */
export function auditPageInButtons(state: AuditPageState): {
  readonly blockId: string;
  readonly valueFor: (leadsTo: AuditPageState, short: string) => string;
} {
  const blockId = blockIdFromAuditPageState(state);
  return blockId.length <= maxBlockIdLength
    ? { blockId, valueFor: (_leadsTo, short) => short }
    : { blockId: `${prefix}_in_values`, valueFor: blockIdFromAuditPageState };
}

export function parseAuditPageState(text: string): AuditPageState | undefined {
  if (!text.startsWith(prefix)) return undefined;

  const state = stateSchema.safeParse(parseJson(text.slice(prefix.length)));
  if (!state.success) return undefined;
  const [target, upTo, page, filters] = state.data;
  return pageStateFrom(target, upTo, page, filters);
}

/** A filter that is not understood makes the whole state unknown: without it, more would be shown than was asked for. */
function pageStateFrom(
  target: string,
  upTo: number | null,
  page: number,
  given: z.output<typeof filtersSchema> | undefined,
): AuditPageState | undefined {
  const targetRef = parseTargetRef(target);
  const filters = given && filtersFrom(given);
  if (targetRef === undefined || targetRef.kind === 'group') return undefined;
  if (given !== undefined && filters === undefined) return undefined;
  return { targetRef, ...(filters && { filters }), upTo: upTo ?? undefined, page };
}

function filtersFrom({ by, about, since, kind }: z.output<typeof filtersSchema>): AuditFilters | undefined {
  const read = {
    ...(by !== undefined && { by: parseParty(by) }),
    ...(about !== undefined && { about: parseParty(about) }),
    ...(since !== undefined && { since: parseSince(since) }),
    ...(kind !== undefined && { kind: parseFilterKind(kind) }),
  };
  return Object.values(read).includes(undefined) ? undefined : read;
}

function parseParty(text: string): AuditParty | undefined {
  const party = parseTargetRef(text);
  return party?.kind === 'person' || party?.kind === 'name' ? party : undefined;
}

/** Writes which action to show, and from which page, as the value of a button. */
export function valueFromAuditDetails({ correlation, detailsPage, back }: AuditDetailsState): string {
  const { targetRef, filters, upTo, page } = back;
  const carried = [textFromTargetRef(targetRef), upTo ?? null, page, writtenFilters(filters)];
  return detailsPrefix + JSON.stringify([...carried, correlation, detailsPage]);
}

export function parseAuditDetails(value: string): AuditDetailsState | undefined {
  if (!value.startsWith(detailsPrefix)) return undefined;

  const read = detailsSchema.safeParse(parseJson(value.slice(detailsPrefix.length)));
  if (!read.success) return undefined;
  const [target, upTo, page, filters, id, detailsPage] = read.data;
  const back = pageStateFrom(target, upTo, page, filters);
  const correlation = parseCorrelation(id);
  return back === undefined || correlation === undefined ? undefined : { correlation, detailsPage, back };
}
