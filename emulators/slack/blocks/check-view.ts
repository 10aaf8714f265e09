import type { NewId } from '../model/ids.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { type ViewContent, viewContentFrom } from '../model/view.ts';
import { isJsonObject, type JsonObject, objectsAt } from '../protocol/json-object.ts';
import { checkBlockList, type Surface } from './block-rules.ts';
import { detailsFrom } from './check-blocks.ts';
import { plainText } from './composition-rules.ts';
import { Place, type Rule, type Violation } from './place.ts';
import { byType, flag, shape, string } from './rules.ts';
import { checkUniqueIds, withIds } from './unique-ids.ts';

// Source: https://docs.slack.dev/reference/views

/** 250 KB, https://docs.slack.dev/reference/methods/views.open */
const viewBytes = 250_000;

const common = {
  callback_id: string({ max: 255 }),
  private_metadata: string({ max: 3000 }),
  external_id: string({ max: 255 }),
};

const modal: Rule = shape({
  required: { title: plainText(24), blocks: blocksOn('modal') },
  optional: {
    ...common,
    submit: plainText(24),
    close: plainText(24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
});

const home: Rule = shape({ required: { blocks: blocksOn('home') }, optional: common });

/**
 * A view as Slack would keep it.
 * @throws SlackRefusal `invalid_arguments` with one detail a violation, `view_too_large`
 */
export function viewFrom(view: unknown, surface: 'modal' | 'home', newId: NewId): ViewContent {
  const violations: Violation[] = [];
  checkView(view, [surface], new Place('/view', violations));
  if (!isJsonObject(view) || violations.length > 0) {
    throw new SlackRefusal('invalid_arguments', { details: detailsFrom(violations) });
  }
  if (JSON.stringify(view).length > viewBytes) throw new SlackRefusal('view_too_large');
  return viewContentFrom(view, withIds(objectsAt(view, 'blocks'), newId));
}

/** Leaves a refusal for each rule that a view of one of these surfaces breaks. */
export function checkView(view: unknown, surfaces: readonly ('modal' | 'home')[], place: Place): void {
  byType(Object.fromEntries(surfaces.map((surface) => [surface, { modal, home }[surface]])))(view, place);
  if (isJsonObject(view)) checkInputsHaveSubmit(view, place);
}

function blocksOn(surface: Surface): Rule {
  return (value, place) => {
    checkBlockList(value, surface, place);
    if (Array.isArray(value)) checkUniqueIds(value, place);
  };
}

function checkInputsHaveSubmit(view: JsonObject, place: Place): void {
  if (view.type !== 'modal' || view.submit !== undefined) return;
  objectsAt(view, 'blocks').forEach((block, index) => {
    if (block.type !== 'input') return;
    place.at('blocks').at(index).at('input').refuse('must define `submit` to use an `input` block in modals');
  });
}
