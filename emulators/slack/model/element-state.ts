import { type JsonObject, objectAt, objectsAt, stringAt } from '../protocol/json-object.ts';
import { interactiveElements, optionsOf } from './elements.ts';

/** `state.values` of a payload: by block_id, then action_id. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** What a client sends for an element: typed text, an option's value, or several. */
export type Entry = string | readonly string[] | null;

interface ElementKind {
  /** What the element holds before anybody touched it. */
  readonly initial: (element: JsonObject) => JsonObject;
  /** What it holds after the entry; undefined where the entry is none that the element offers. */
  readonly entered: (element: JsonObject, entry: Entry) => JsonObject | undefined;
}

/**
 * What each stateful element reports.
 * Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
const kinds: Readonly<Record<string, ElementKind>> = {
  plain_text_input: textKind('value', 'initial_value'),
  users_select: textKind('selected_user', 'initial_user'),
  conversations_select: textKind('selected_conversation', 'initial_conversation'),
  datepicker: textKind('selected_date', 'initial_date'),
  static_select: oneOptionKind(),
  radio_buttons: oneOptionKind(),
  checkboxes: manyOptionsKind(),
  multi_static_select: manyOptionsKind(),
};

/** What the element holds now, with its type; undefined for an element without state, such as a button. */
export function initialState(element: JsonObject): JsonObject | undefined {
  const kind = kindOf(element);
  return kind ? { type: element.type, ...kind.initial(element) } : undefined;
}

export function enteredState(element: JsonObject, entry: Entry): JsonObject | undefined {
  const entered = kindOf(element)?.entered(element, entry);
  return entered ? { type: element.type, ...entered } : undefined;
}

/** The state of a whole message or view: what was chosen, else what it said at first. */
export function stateValues(blocks: readonly JsonObject[], chosen: StateValues): StateValues {
  const values: Record<string, Record<string, JsonObject>> = {};
  for (const { blockId, actionId, element } of interactiveElements(blocks)) {
    const kept = chosen[blockId]?.[actionId];
    const state = kept?.type === element.type ? kept : initialState(element);
    if (!state) continue;
    values[blockId] = { ...values[blockId], [actionId]: state };
  }
  return values;
}

export function withChoice(
  values: StateValues,
  blockId: string,
  actionId: string,
  state: JsonObject,
): StateValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}

/** Whether the element holds nothing: a required input is refused then. */
export function isEmptyState(state: JsonObject): boolean {
  return Object.entries(state).every(
    ([key, value]) =>
      key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

function kindOf(element: JsonObject): ElementKind | undefined {
  const type = stringAt(element, 'type') ?? '';
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}

function textKind(key: string, initialKey: string): ElementKind {
  return {
    initial: (element) => ({ [key]: stringAt(element, initialKey) ?? null }),
    entered: (_element, entry) => {
      if (entry === null || entry === '') return { [key]: null };
      return typeof entry === 'string' ? { [key]: entry } : undefined;
    },
  };
}

function oneOptionKind(): ElementKind {
  return {
    initial: (element) => ({ selected_option: objectAt(element, 'initial_option') ?? null }),
    entered: (element, entry) => {
      if (entry === null) return { selected_option: null };
      const option = optionsOf(element).find((each) => each.value === entry);
      return option && { selected_option: option };
    },
  };
}

function manyOptionsKind(): ElementKind {
  return {
    initial: (element) => ({ selected_options: objectsAt(element, 'initial_options') }),
    entered: (element, entry) => {
      const wanted = entry === null ? [] : typeof entry === 'string' ? [entry] : entry;
      const options = optionsOf(element).filter((each) => wanted.some((value) => value === each.value));
      return options.length === wanted.length ? { selected_options: options } : undefined;
    },
  };
}
