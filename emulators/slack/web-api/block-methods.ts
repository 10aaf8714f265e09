import { checkBlockList } from '../blocks/block-rules.ts';
import { Place, type Violation } from '../blocks/place.ts';
import { isJsonObject } from '../json-object.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Method } from './method.ts';

/** Source: https://docs.slack.dev/reference/methods/blocks.validate */
const blocksValidate: Method = {
  token: 'none',
  scopes: [],
  run: ({ args }) => {
    const blocks = args.json('blocks');
    if (blocks === undefined) {
      throw new SlackRefusal('invalid_arguments', {
        details: ['must provide exactly one of `blocks`, `view`, or `message`'],
      });
    }
    if (!Array.isArray(blocks) || !blocks.every(isJsonObject))
      throw new SlackRefusal('invalid_blocks_format');
    const violations: Violation[] = [];
    checkBlockList(blocks, 'message', new Place('', violations));
    if (violations.length > 0) {
      const errors = violations.map((violation) => ({ code: 'failed_constraint', ...violation }));
      throw new SlackRefusal('invalid_blocks', { fields: { errors } });
    }
    return {};
  },
};

export const blockMethods = { 'blocks.validate': blocksValidate };
