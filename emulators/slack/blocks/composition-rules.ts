import { isJsonObject, objectsAt } from '../protocol/json-object.ts';
import type { Rule } from './place.ts';
import { both, byType, flag, list, oneOf, shape, string } from './rules.ts';

// Source: https://docs.slack.dev/reference/block-kit/composition-objects

export function plainText(max: number): Rule {
  return byType({ plain_text: plain(max) });
}

/** Plain or mrkdwn. Slack adds that no schema matched at all to what is wrong with the text itself. */
export function anyText(max: number): Rule {
  return byType({
    plain_text: plain(max),
    mrkdwn: shape({ required: { text: string({ min: 1, max }) }, optional: { verbatim: flag } }),
  });
}

function plain(max: number): Rule {
  return shape({ required: { text: string({ min: 1, max }) }, optional: { emoji: flag } });
}

export const confirm: Rule = shape({
  required: { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  optional: { style: oneOf('primary', 'danger') },
});

/** An option of a menu. Its value may be 75 characters long, and so may its text and description. */
export const menuOption: Rule = optionWith(plainText(75));

/** An option of checkboxes and radio buttons, whose text may be mrkdwn. */
export const tickOption: Rule = optionWith(anyText(75));

/** An option of an overflow menu, which may be a link. */
export const overflowOption: Rule = optionWith(plainText(75), { url: string({ max: 3000 }) });

function optionWith(text: Rule, more: Readonly<Record<string, Rule>> = {}): Rule {
  return shape({
    required: { text, value: string({ min: 1, max: 75 }) },
    optional: { description: anyText(75), ...more },
  });
}

const optionGroup: Rule = shape({
  required: { label: plainText(75), options: list(menuOption, { min: 1, max: 100 }) },
});

/** The options of a select menu: either a list of them, or groups. */
export const menuOptions = {
  options: list(menuOption, { min: 1, max: 100 }),
  option_groups: list(optionGroup, { min: 1, max: 100 }),
};

export const optionsOrGroups: Rule = (value, place) => {
  if (!isJsonObject(value)) return;
  if ((value.options === undefined) === (value.option_groups === undefined)) {
    place.refuse('must define either `options` or `option_groups`');
  }
};

/** What is chosen at first must be among what can be chosen. */
export function initialAmongOptions(key: 'initial_option' | 'initial_options'): Rule {
  return (value, place) => {
    if (!isJsonObject(value) || value[key] === undefined) return;
    const offered = [
      ...objectsAt(value, 'options'),
      ...objectsAt(value, 'option_groups').flatMap((group) => objectsAt(group, 'options')),
    ].map((option) => option.value);
    const initial = key === 'initial_option' ? [value[key]] : objectsAt(value, key);
    if (!initial.every((option) => isJsonObject(option) && offered.includes(option.value))) {
      place.at(key).refuse('failed to match schema');
    }
  };
}

export const confirmable = { confirm };
export const focusable = { focus_on_load: flag };
export const placeholdable = { placeholder: plainText(150) };
export const actionable = { action_id: string({ max: 255 }) };

/** The rule of an element: its fields, and what must hold between them. */
export function element(fields: Parameters<typeof shape>[0], ...between: readonly Rule[]): Rule {
  return both(shape({ ...fields, optional: { ...actionable, ...fields.optional } }), ...between);
}
