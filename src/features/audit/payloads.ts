import { z } from 'zod';
import type { TargetRef } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parseTargetRef, textFromTargetRef } from '../../slack/block-kit/payload-schemas.ts';

/** The page of the audit log that is shown, so that its buttons can show another. Each click is authorized again. */
export interface AuditPageState {
  readonly targetRef: Exclude<TargetRef, { readonly kind: 'group' }>;
  /** The newest entry, at which the pages begin; undefined for the latest in the log. */
  readonly upTo: number | undefined;
  /** Starts at 0. */
  readonly page: number;
}

/** Different from every list's prefix, so that a list's buttons, such as Share, cannot use this state. */
const prefix = 'record';
const stateSchema = z.tuple([z.string(), z.int().min(0).nullable(), z.int().min(0)]);

/** Writes the state as the block_id of the buttons' row. */
export function blockIdFromAuditPageState({ targetRef, upTo, page }: AuditPageState): string {
  return prefix + JSON.stringify([textFromTargetRef(targetRef), upTo ?? null, page]);
}

/** Slack's limit for a block_id. */
const longestBlockId = 255;

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
  return blockId.length <= longestBlockId
    ? { blockId, valueFor: (_leadsTo, short) => short }
    : { blockId: `${prefix}_in_values`, valueFor: blockIdFromAuditPageState };
}

export function parseAuditPageState(blockId: string): AuditPageState | undefined {
  if (!blockId.startsWith(prefix)) return undefined;

  const state = stateSchema.safeParse(parseJson(blockId.slice(prefix.length)));
  const targetRef = state.success ? parseTargetRef(state.data[0]) : undefined;
  if (!state.success || targetRef === undefined || targetRef.kind === 'group') return undefined;

  const [, upTo, page] = state.data;
  return { targetRef, upTo: upTo ?? undefined, page };
}
