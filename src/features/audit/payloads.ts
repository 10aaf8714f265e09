import { z } from 'zod';
import type { Whom } from '../../domain/target.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parseWhom, textFromWhom } from '../../slack/block-kit/target-text.ts';

/** Which page of the record is shown, so that its buttons can show another: who asks is decided again at each click. */
export interface RecordState {
  readonly whom: Exclude<Whom, { readonly kind: 'group' }>;
  /** The newest entry that the pages begin at; undefined for the newest there is. */
  readonly upTo: number | undefined;
  /** From 0. */
  readonly page: number;
}

/** Unlike that of any list: the buttons of a list, Share among them, can do nothing with it. */
const prefix = 'record';
const stateSchema = z.tuple([z.string(), z.int().min(0).nullable(), z.int().min(0)]);

/** Writes the state as the block_id of the row of buttons. */
export function blockIdFromRecordState({ whom, upTo, page }: RecordState): string {
  return prefix + JSON.stringify([textFromWhom(whom), upTo ?? null, page]);
}

/** Slack's limit. */
const longestBlockId = 255;

/**
 * How a row of buttons carries the state of the record's page: in its block_id, or where it is too long, in each value,
 * as the state of the page that the button leads to.
 */
export interface RecordInButtons {
  readonly blockId: string;
  /** @param short The value where the block_id has the state. */
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
