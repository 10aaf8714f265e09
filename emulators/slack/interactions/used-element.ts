import { enteredState, type StateValues, withChoice } from '../model/element-state.ts';
import { interactiveElements, optionsOf } from '../model/elements.ts';
import type { Act } from '../protocol/client-protocol.ts';
import type { JsonObject } from '../protocol/json-object.ts';

/** What using an element means: the entry of `actions`, and what is chosen on the surface from now on. */
export type Used =
  | { readonly ok: true; readonly action: JsonObject; readonly chosen: StateValues }
  | { readonly ok: false; readonly error: 'element_not_found' | 'option_not_found' };

/**
 * Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 * @param actionTs seconds since 1970 with six decimals, as Slack writes times
 */
export function useElement(
  blocks: readonly JsonObject[],
  request: Act,
  chosen: StateValues,
  actionTs: string,
): Used {
  const { blockId, actionId } = request;
  const placed = interactiveElements(blocks).find(
    (each) => each.blockId === blockId && each.actionId === actionId,
  );
  if (!placed) return { ok: false, error: 'element_not_found' };
  const { type, text, style, url, confirm, placeholder, initial_option, initial_user, initial_date } =
    placed.element;
  const shown = withoutMissing({
    text,
    style,
    url,
    confirm,
    placeholder,
    initial_option,
    initial_user,
    initial_date,
  });
  const head = { action_id: actionId, block_id: blockId, type, ...shown, action_ts: actionTs };
  switch (placed.element.type) {
    case 'button':
      return { ok: true, action: { ...head, ...withoutMissing({ value: placed.element.value }) }, chosen };
    case 'overflow': {
      const option = optionsOf(placed.element).find(({ value }) => value === request.chosen);
      if (!option) return { ok: false, error: 'option_not_found' };
      return { ok: true, action: { ...head, selected_option: option }, chosen };
    }
    default: {
      const state = enteredState(placed.element, request.chosen ?? null);
      if (!state) return { ok: false, error: 'option_not_found' };
      return {
        ok: true,
        action: { ...head, ...state },
        chosen: withChoice(chosen, blockId, actionId, state),
      };
    }
  }
}

/** An action repeats of its element what the app gave it. */
function withoutMissing(parts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
