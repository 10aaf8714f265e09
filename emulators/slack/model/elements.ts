import { isJsonObject, type JsonObject, objectAt, objectsAt, stringAt } from '../protocol/json-object.ts';

/** An interactive element and the block that holds it. */
export interface PlacedElement {
  readonly blockId: string;
  readonly actionId: string;
  readonly block: JsonObject;
  readonly element: JsonObject;
}

/** Every element with an action_id in blocks that carry all their ids, in reading order. */
export function interactiveElements(blocks: readonly JsonObject[]): readonly PlacedElement[] {
  return blocks.flatMap((block) =>
    elementsOf(block).flatMap((element) => {
      const blockId = stringAt(block, 'block_id');
      const actionId = stringAt(element, 'action_id');
      return blockId !== undefined && actionId !== undefined ? [{ blockId, actionId, block, element }] : [];
    }),
  );
}

/** The options that an element offers, those in groups included. */
export function optionsOf(element: JsonObject): readonly JsonObject[] {
  return [
    ...objectsAt(element, 'options'),
    ...objectsAt(element, 'option_groups').flatMap((group) => objectsAt(group, 'options')),
  ];
}

function elementsOf(block: JsonObject): readonly JsonObject[] {
  switch (block.type) {
    case 'section':
      return [objectAt(block, 'accessory')].filter(isJsonObject);
    case 'actions':
      return objectsAt(block, 'elements');
    case 'input':
      return [objectAt(block, 'element')].filter(isJsonObject);
    default:
      return [];
  }
}
