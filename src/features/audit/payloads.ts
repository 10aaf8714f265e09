import { z } from 'zod';
import type { Whom } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parseWhom, textFromWhom } from '../../slack/block-kit/target-text.ts';

/** The page of the audit log that is shown, so that its buttons can show another. Each click is authorized again. */
export interface RecordState {
  readonly whom: Exclude<Whom, { readonly kind: 'group' }>;
  /** The newest entry, at which the pages begin; undefined for the latest in the log. */
  readonly upTo: number | undefined;
  /** Starts at 0. */
  readonly page: number;
}

/** Different from every list's prefix, so that a list's buttons, such as Share, cannot use this state. */
const prefix = 'record';
const stateSchema = z.tuple([z.string(), z.int().min(0).nullable(), z.int().min(0)]);

/** Writes the state as the block_id of the buttons' row. */
export function blockIdFromRecordState({ whom, upTo, page }: RecordState): string {
  return prefix + JSON.stringify([textFromWhom(whom), upTo ?? null, page]);
}

/** Slack's limit for a block_id. */
const longestBlockId = 255;

/**
 * How a row of buttons carries the state of the page: in its block_id, or if that would be too long, in each button's
 * value, as the state of the page that the button opens.
 */
export interface RecordInButtons {
  readonly blockId: string;
  /** @param short The value if the block_id carries the state. */
  readonly valueFor: (leadsTo: RecordState, short: string) => string;
}

export function recordInButtons(state: RecordState): RecordInButtons {
  const blockId = blockIdFromRecordState(state);
  return blockId.length <= longestBlockId
    ? { blockId, valueFor: (_leadsTo, short) => short }
    : { blockId: `${prefix}_in_values`, valueFor: blockIdFromRecordState };
}

export function parseRecordState(blockId: string): RecordState | undefined {
  if (!blockId.startsWith(prefix)) return undefined;

  const state = stateSchema.safeParse(parseJson(blockId.slice(prefix.length)));
  const whom = state.success ? parseWhom(state.data[0]) : undefined;
  if (!state.success || whom === undefined || whom.kind === 'group') return undefined;

  const [, upTo, page] = state.data;
  return { whom, upTo: upTo ?? undefined, page };
}
