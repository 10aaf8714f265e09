import { z } from 'zod';

/** A button or input of Block Kit, where it stands. */
export interface Element {
  readonly blockId: string;
  readonly actionId: string;
  readonly type: string;
  /** The button's value; empty for what has none. */
  readonly value: string;
  /** The values of the options it offers, and of those ticked or chosen from the start. */
  readonly options: readonly string[];
  readonly initial: readonly string[];
  /** What it says before anybody types. */
  readonly typed: string;
  /** The text of the block it stands in. */
  readonly beside: string;
}

interface Surface {
  readonly blocks: readonly unknown[];
}

const optionSchema = z.object({ value: z.string() });
const elementSchema = z.object({
  type: z.string(),
  action_id: z.string(),
  value: z.string().default(''),
  options: z.array(optionSchema).default([]),
  initial_options: z.array(optionSchema).default([]),
  initial_option: optionSchema.optional(),
  initial_value: z.string().default(''),
});
const blockSchema = z.object({
  block_id: z.string().default(''),
  text: z.unknown().optional(),
  accessory: z.unknown().optional(),
  element: z.unknown().optional(),
  elements: z.array(z.unknown()).default([]),
});

/** The buttons and inputs of a message or a modal, in order. */
export function elementsOf({ blocks }: Surface): readonly Element[] {
  return blocks.flatMap((block) => {
    const { block_id: blockId, text, accessory, element, elements } = blockSchema.parse(block);
    const beside = textIn(text);
    return [accessory, element, ...elements].flatMap((one) => elementFrom(one, blockId, beside) ?? []);
  });
}

/** The Terminate buttons of a list, one for each session that may be ended here. */
export function terminateButtons(list: Surface): readonly Element[] {
  return elementsOf(list).filter(({ actionId }) => actionId === 'terminate');
}

/** Everything that people read in a message or a modal, a line for each text. */
export function textOf({ blocks }: Surface): string {
  return textIn(blocks);
}

/** What Slack reads as mrkdwn in a message or a modal, without what stands in `code`: names must do nothing there. */
export function markupOf({ blocks, text = '' }: Surface & { readonly text?: string }): string {
  return `${text}\n${markupIn(blocks)}`.replaceAll(/`[^`]*`/g, '');
}

function markupIn(part: unknown): string {
  if (Array.isArray(part)) return part.map(markupIn).filter(Boolean).join('\n');
  if (typeof part !== 'object' || part === null) return '';
  if ('type' in part && part.type === 'mrkdwn') return textIn(part);

  return Object.values(part).map(markupIn).filter(Boolean).join('\n');
}

function elementFrom(element: unknown, blockId: string, beside: string): Element | undefined {
  const { data } = elementSchema.safeParse(element);
  if (data === undefined) return undefined;

  const chosen = data.initial_option === undefined ? [] : [data.initial_option];
  return {
    blockId,
    actionId: data.action_id,
    type: data.type,
    value: data.value,
    options: data.options.map(({ value }) => value),
    initial: [...data.initial_options, ...chosen].map(({ value }) => value),
    typed: data.initial_value,
    beside,
  };
}

/** Texts in Block Kit are strings under the key `text`, however deep. */
function textIn(part: unknown): string {
  if (Array.isArray(part)) return part.map(textIn).filter(Boolean).join('\n');
  if (typeof part !== 'object' || part === null) return '';

  const texts = Object.entries(part).map(([key, value]) =>
    key === 'text' && typeof value === 'string' ? value : textIn(value),
  );
  return texts.filter(Boolean).join('\n');
}
