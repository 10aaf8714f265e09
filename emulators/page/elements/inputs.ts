import type { KnownBlock } from '@slack/types';
import type { Submit } from '../../slack/protocol/client-protocol.ts';

/** Typed text or a chosen option's value; a list for ticked options; null when nothing is chosen. */
export type InputValue = string | readonly string[] | null;

/** What a person has put into the inputs of one surface, by {@link inputKey}. */
export type Inputs = Readonly<Record<string, InputValue>>;

export function inputKey(blockId: string, actionId: string): string {
  return JSON.stringify([blockId, actionId]);
}

/** What an element holds before anybody touches it, or undefined when it is one that holds nothing. */
export function initialValue(element: { readonly type: string }): InputValue | undefined {
  switch (element.type) {
    case 'plain_text_input':
      return text(element, 'initial_value') ?? null;
    case 'static_select':
    case 'radio_buttons':
      return optionValue(field(element, 'initial_option')) ?? null;
    case 'users_select':
      return text(element, 'initial_user') ?? null;
    case 'conversations_select':
      return text(element, 'initial_conversation') ?? null;
    case 'checkboxes': {
      const options = field(element, 'initial_options');
      return Array.isArray(options) ? options.flatMap((option) => optionValue(option) ?? []) : [];
    }
    default:
      return undefined;
  }
}

/** The state of a view as it is submitted: every element that holds something, touched or not. */
export function collectValues(blocks: readonly KnownBlock[], inputs: Inputs): Submit['values'] {
  const values: Record<string, Record<string, InputValue>> = {};
  for (const block of blocks) {
    const blockId = block.block_id ?? '';
    for (const element of elementsOf(block)) {
      const initial = initialValue(element);
      const actionId = text(element, 'action_id');
      if (initial === undefined || actionId === undefined) continue;
      const value = inputs[inputKey(blockId, actionId)];
      values[blockId] = { ...values[blockId], [actionId]: value === undefined ? initial : value };
    }
  }
  return values;
}

function elementsOf(block: KnownBlock): readonly { readonly type: string }[] {
  if (block.type === 'input') return [block.element];
  if (block.type === 'actions') return block.elements;
  return block.type === 'section' && block.accessory ? [block.accessory] : [];
}

function field(element: object, name: string): unknown {
  return Object.entries(element).find(([key]) => key === name)?.[1];
}

function text(element: object, name: string): string | undefined {
  const value = field(element, name);
  return typeof value === 'string' ? value : undefined;
}

function optionValue(option: unknown): string | undefined {
  return typeof option === 'object' && option !== null ? text(option, 'value') : undefined;
}
