import type { NewId } from '../model/ids.ts';
import { isJsonObject, type JsonObject } from '../protocol/json-object.ts';
import type { Place } from './place.ts';

/** Refuses a block_id used twice in a message or view, and an action_id used twice in a block. */
export function checkUniqueIds(blocks: readonly unknown[], place: Place): void {
  const blockIds = new Set<string>();
  blocks.filter(isJsonObject).forEach((block, index) => {
    const id = block.block_id;
    if (typeof id === 'string') {
      if (blockIds.has(id)) place.at(index).at('block_id').refuse(`\`block_id\` "${id}" already exists`);
      blockIds.add(id);
    }
    checkActionIds(block, place.at(index));
  });
}

function checkActionIds(block: JsonObject, place: Place): void {
  if (block.type !== 'actions' || !Array.isArray(block.elements)) return;
  const seen = new Set<string>();
  block.elements.filter(isJsonObject).forEach((element, index) => {
    const id = element.action_id;
    if (typeof id !== 'string') return;
    if (seen.has(id)) {
      place.at('elements').at(index).at('action_id').refuse(`\`action_id\` "${id}" already exists`);
    }
    seen.add(id);
  });
}

/** Gives every block a block_id and every interactive element an action_id, as Slack does where the app gave none. */
export function withIds(blocks: readonly JsonObject[], newId: NewId): readonly JsonObject[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id || newId('b'),
    ...(isJsonObject(block.accessory) ? { accessory: withActionId(block.accessory, newId) } : {}),
    ...(isJsonObject(block.element) ? { element: withActionId(block.element, newId) } : {}),
    ...(block.type === 'actions' && Array.isArray(block.elements)
      ? { elements: block.elements.filter(isJsonObject).map((element) => withActionId(element, newId)) }
      : {}),
  }));
}

function withActionId(element: JsonObject, newId: NewId): JsonObject {
  return element.type === 'image' ? element : { ...element, action_id: element.action_id || newId('a') };
}
