import { checkBlockList } from '../blocks/block-rules.ts';
import { checkView } from '../blocks/check-view.ts';
import { Place, type Violation } from '../blocks/place.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { isJsonObject } from '../protocol/json-object.ts';
import type { Method } from './method.ts';

/** Each checks its argument, from which the pointers of violations begin. */
const checks = {
  blocks(blocks: unknown, place: Place) {
    if (!Array.isArray(blocks) || !blocks.every(isJsonObject))
      throw new SlackRefusal('invalid_blocks_format');
    checkBlockList(blocks, 'message', place);
  },
  view: (view: unknown, place: Place) => checkView(view, ['modal', 'home'], place),
  message(message: unknown, place: Place) {
    if (!isJsonObject(message)) return place.refuse('must provide an object');
    checkBlockList(message.blocks, 'message', place.at('blocks'));
  },
} as const;
const kinds = ['blocks', 'view', 'message'] as const;

/** Source: https://docs.slack.dev/reference/methods/blocks.validate */
const blocksValidate: Method = {
  token: 'none',
  scopes: [],
  run: ({ args }) => {
    const [kind, ...others] = kinds.filter((each) => args.json(each) !== undefined);
    if (kind === undefined || others.length > 0) {
      throw new SlackRefusal('invalid_arguments', {
        details: ['must provide exactly one of `blocks`, `view`, or `message`'],
      });
    }
    const violations: Violation[] = [];
    checks[kind](args.json(kind), new Place('', violations));
    if (violations.length > 0) {
      const errors = violations.map((violation) => ({ code: 'failed_constraint', ...violation }));
      throw new SlackRefusal(`invalid_${kind}`, { fields: { errors } });
    }
    return {};
  },
};

export const blockMethods = { 'blocks.validate': blocksValidate };
