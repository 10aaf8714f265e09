import {
  enteredState,
  isEmptyState,
  type StateValues,
  stateValues,
  withChoice,
} from '../model/element-state.ts';
import { interactiveElements } from '../model/elements.ts';
import type { View } from '../model/view.ts';
import type { Submit } from '../protocol/client-protocol.ts';
import { type JsonObject, stringAt } from '../protocol/json-object.ts';

/** What a person has entered into the inputs of a view, or the client's error for an entry that fits no element. */
export type Entered =
  | { readonly ok: true; readonly chosen: StateValues }
  | { readonly ok: false; readonly error: 'element_not_found' | 'option_not_found' };

/** Puts the entries over what was chosen before. */
export function enterAll(view: View, values: Submit['values']): Entered {
  const elements = interactiveElements(view.content.blocks);
  let chosen = view.chosen;
  for (const [blockId, entries] of Object.entries(values)) {
    for (const [actionId, entry] of Object.entries(entries)) {
      const placed = elements.find((each) => each.blockId === blockId && each.actionId === actionId);
      if (!placed) return { ok: false, error: 'element_not_found' };
      const state = enteredState(placed.element, entry);
      if (!state) return { ok: false, error: 'option_not_found' };
      chosen = withChoice(chosen, blockId, actionId, state);
    }
  }
  return { ok: true, chosen };
}

/** The errors that Slack's client finds before it sends a submission, by block_id; undefined without any. */
export function inputErrors(view: View, chosen: StateValues): Readonly<Record<string, string>> | undefined {
  const values = stateValues(view.content.blocks, chosen);
  const found: Record<string, string> = {};
  for (const { blockId, actionId, block, element } of interactiveElements(view.content.blocks)) {
    const state = values[blockId]?.[actionId];
    if (block.type !== 'input' || !state) continue;
    const error = isEmptyState(state) ? emptyError(block) : lengthError(element, state);
    if (error !== undefined) found[blockId] = error;
  }
  return Object.keys(found).length > 0 ? found : undefined;
}

function emptyError(block: JsonObject): string | undefined {
  return block.optional === true ? undefined : 'Please complete this required field.';
}

function lengthError({ min_length, max_length }: JsonObject, state: JsonObject): string | undefined {
  const length = [...(stringAt(state, 'value') ?? '')].length;
  if (state.type !== 'plain_text_input') return undefined;
  if (typeof min_length === 'number' && length < min_length) {
    return `Must be at least ${min_length} characters.`;
  }
  // Without a limit of its own an input takes 3,000 characters.
  const most = typeof max_length === 'number' ? max_length : 3_000;
  return length > most ? `Must be at most ${most} characters.` : undefined;
}
