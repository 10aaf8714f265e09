import { isJsonObject } from '../protocol/json-object.ts';
import {
  anyText,
  confirmable,
  element,
  focusable,
  initialAmongOptions,
  menuOption,
  menuOptions,
  optionsOrGroups,
  overflowOption,
  placeholdable,
  plainText,
  tickOption,
} from './composition-rules.ts';
import type { Rule } from './place.ts';
import { both, byType, flag, integer, list, matching, oneOf, shape, string } from './rules.ts';

// Source: https://docs.slack.dev/reference/block-kit/block-elements

const button: Rule = element({
  required: { text: plainText(75) },
  optional: {
    value: string({ max: 2000 }),
    url: string({ max: 3000 }),
    style: oneOf('primary', 'danger'),
    accessibility_label: string({ max: 75 }),
    ...confirmable,
  },
});

const staticSelect: Rule = element(
  {
    optional: { ...menuOptions, initial_option: menuOption, ...confirmable, ...focusable, ...placeholdable },
  },
  optionsOrGroups,
  initialAmongOptions('initial_option'),
);

const multiStaticSelect: Rule = element(
  {
    optional: {
      ...menuOptions,
      initial_options: list(menuOption, { min: 1, max: 100 }),
      max_selected_items: integer({ min: 1, max: 100 }),
      ...confirmable,
      ...focusable,
      ...placeholdable,
    },
  },
  optionsOrGroups,
  initialAmongOptions('initial_options'),
);

const overflow: Rule = element({
  required: { options: list(overflowOption, { min: 1, max: 5 }) },
  optional: confirmable,
});

const checkboxes: Rule = element(
  {
    required: { options: list(tickOption, { min: 1, max: 10 }) },
    optional: { initial_options: list(tickOption, { min: 1, max: 10 }), ...confirmable, ...focusable },
  },
  initialAmongOptions('initial_options'),
);

const radioButtons: Rule = element(
  {
    required: { options: list(tickOption, { min: 1, max: 10 }) },
    optional: { initial_option: tickOption, ...confirmable, ...focusable },
  },
  initialAmongOptions('initial_option'),
);

const usersSelect: Rule = element({
  optional: { initial_user: string({ min: 1, max: 255 }), ...confirmable, ...focusable, ...placeholdable },
});

/** "You must supply at least one of these fields." */
const conversationFilter: Rule = both(
  shape({
    optional: {
      include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1, max: 4 }),
      exclude_external_shared_channels: flag,
      exclude_bot_users: flag,
    },
  }),
  (value, place) => {
    if (isJsonObject(value) && Object.keys(value).length === 0)
      place.refuse('must define at least one field');
  },
);

const conversationsSelect: Rule = element({
  optional: {
    initial_conversation: string({ min: 1, max: 255 }),
    default_to_current_conversation: flag,
    response_url_enabled: flag,
    filter: conversationFilter,
    ...confirmable,
    ...focusable,
    ...placeholdable,
  },
});

const datepicker: Rule = element({
  optional: {
    initial_date: matching(/^\d{4}-\d{2}-\d{2}$/, 'must be a valid date in the format YYYY-MM-DD'),
    ...confirmable,
    ...focusable,
    ...placeholdable,
  },
});

const plainTextInput: Rule = element({
  optional: {
    initial_value: string({ max: 3000 }),
    multiline: flag,
    min_length: integer({ min: 0, max: 3000 }),
    max_length: integer({ min: 1, max: 3000 }),
    dispatch_action_config: shape({
      optional: {
        trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1, max: 2 }),
      },
    }),
    ...focusable,
    ...placeholdable,
  },
});

const image: Rule = shape({
  required: { alt_text: string({ min: 1, max: 2000 }), image_url: string({ min: 1, max: 3000 }) },
});

const choices = {
  static_select: staticSelect,
  multi_static_select: multiStaticSelect,
  users_select: usersSelect,
  conversations_select: conversationsSelect,
  datepicker,
  checkboxes,
  radio_buttons: radioButtons,
};

/** What may stand beside the text of a section. */
export const accessory: Rule = byType({ ...choices, button, overflow, image });

/** What may stand in an actions block. */
export const action: Rule = byType({ ...choices, button, overflow });

/** What may stand in an input block. */
export const input: Rule = byType({ ...choices, plain_text_input: plainTextInput });

/** What may stand in a context block: texts and images. */
export const contextItem: Rule = (value, place) => {
  const isImage = isJsonObject(value) && value.type === 'image';
  (isImage ? image : anyText(3000))(value, place);
};

/** Every kind of element that is known, wherever it may stand. */
export const elementTypes: readonly string[] = [
  ...Object.keys(choices),
  'button',
  'image',
  'overflow',
  'plain_text_input',
];
