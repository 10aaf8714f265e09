import { isJsonObject, type JsonObject, objectAt } from '../protocol/json-object.ts';
import type { Conversation } from './conversations.ts';
import { enteredState, type StateValues, withChoice } from './element-state.ts';
import { interactiveElements } from './elements.ts';
import { SlackRefusal } from './slack-refusal.ts';

/**
 * What is chosen at first in selects with `default_to_current_conversation`: the conversation that the person was viewing
 * when the modal opened, where the filter lets it pass. `initial_conversation` takes precedence.
 * Source: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#conversations_select
 */
export function currentConversationIn(
  blocks: readonly JsonObject[],
  current: Conversation | undefined,
): StateValues {
  let chosen: StateValues = {};
  for (const { blockId, actionId, element } of interactiveElements(blocks)) {
    const isWanted =
      element.type === 'conversations_select' &&
      element.default_to_current_conversation === true &&
      element.initial_conversation === undefined;
    if (!isWanted || !current || !passes(objectAt(element, 'filter'), current)) continue;
    const state = enteredState(element, current.id);
    if (!state) throw new SlackRefusal('invalid_arguments');
    chosen = withChoice(chosen, blockId, actionId, state);
  }
  return chosen;
}

/** The blocks as a client shows them: with the current conversation as what is chosen at first. */
export function withCurrentConversation(
  blocks: readonly JsonObject[],
  chosen: StateValues,
): readonly JsonObject[] {
  return blocks.map((block) => {
    const { element, block_id: blockId } = block;
    if (!isJsonObject(element) || element.default_to_current_conversation !== true) return block;
    const state = chosen[String(blockId)]?.[String(element.action_id)];
    const { selected_conversation: current } = state ?? {};
    return typeof current === 'string'
      ? { ...block, element: { ...element, initial_conversation: current } }
      : block;
  });
}

function passes(filter: JsonObject | undefined, { kind }: Conversation): boolean {
  const include = filter?.include;
  if (kind === 'shared' && filter?.exclude_external_shared_channels === true) return false;
  if (!Array.isArray(include)) return true;
  return include.includes({ public: 'public', private: 'private', shared: 'public', direct: 'im' }[kind]);
}
