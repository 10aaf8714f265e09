import { isJsonObject } from '../protocol/json-object.ts';
import { anyText, plainText } from './composition-rules.ts';
import { accessory, action, contextItem, input } from './element-rules.ts';
import type { Place, Rule } from './place.ts';
import { byType, flag, list, shape, string } from './rules.ts';

// Source: https://docs.slack.dev/reference/block-kit/blocks

export type Surface = 'message' | 'modal' | 'home';

const blockId = { block_id: string({ max: 255 }) };

const section: Rule = (value, place) => {
  shape({
    optional: {
      ...blockId,
      text: anyText(3000),
      fields: list(anyText(2000), { min: 1, max: 10 }),
      accessory,
      expand: flag,
    },
  })(value, place);
  if (isJsonObject(value) && value.text === undefined && value.fields === undefined) {
    place.at('type').refuse('must define either `text` or `fields`');
  }
};

const context: Rule = shape({
  required: { elements: list(contextItem, { min: 1, max: 10 }) },
  optional: blockId,
});

const actions: Rule = shape({
  required: { elements: list(action, { min: 1, max: 25 }) },
  optional: blockId,
});

const divider: Rule = shape({ optional: blockId });

const header: Rule = shape({ required: { text: plainText(150) }, optional: blockId });

const image: Rule = shape({
  required: { alt_text: string({ min: 1, max: 2000 }), image_url: string({ min: 1, max: 3000 }) },
  optional: { ...blockId, title: plainText(2000) },
});

const inputBlock: Rule = shape({
  required: { label: plainText(2000), element: input },
  optional: { ...blockId, hint: plainText(2000), optional: flag, dispatch_action: flag },
});

const anything: Rule = () => {};

const richText: Rule = shape({
  required: {
    elements: list(
      byType({
        rich_text_section: anything,
        rich_text_list: anything,
        rich_text_preformatted: anything,
        rich_text_quote: anything,
      }),
      { min: 1, max: 100 },
    ),
  },
  optional: blockId,
});

const everywhere = {
  section,
  context,
  actions,
  divider,
  header,
  image,
  input: inputBlock,
  rich_text: richText,
};

/** Which blocks each surface takes, and how many. */
const surfaces = {
  message: { block: byType(everywhere), max: 50 },
  modal: { block: byType(everywhere), max: 100 },
  home: { block: byType(everywhere), max: 100 },
} satisfies Record<Surface, { block: Rule; max: number }>;

export function checkBlockList(blocks: unknown, surface: Surface, place: Place): void {
  const { block, max } = surfaces[surface];
  list(block, { max })(blocks, place);
}

export const blockTypes: readonly string[] = Object.keys(everywhere);
