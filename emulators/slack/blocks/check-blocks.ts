import type { NewId } from '../model/ids.ts';
import { SlackRefusal } from '../model/slack-refusal.ts';
import { isJsonObject, type JsonObject } from '../protocol/json-object.ts';
import { checkBlockList } from './block-rules.ts';
import { Place, sentenceOf, type Violation } from './place.ts';
import { checkUniqueIds, withIds } from './unique-ids.ts';

/**
 * All blocks of a message together, measured at 13,172 to 13,297 characters by those who met the limit:
 * https://github.com/slackapi/bolt-js/issues/2509
 */
const allBlocksCharacters = 13_200;

/**
 * The blocks of a message as Slack would keep them.
 * @throws SlackRefusal `invalid_blocks_format`, `invalid_blocks` with one detail a violation, `msg_blocks_too_long`
 */
export function messageBlocksFrom(blocks: unknown, newId: NewId): readonly JsonObject[] {
  if (!Array.isArray(blocks) || !blocks.every(isJsonObject)) throw new SlackRefusal('invalid_blocks_format');
  const violations: Violation[] = [];
  const place = new Place('/blocks', violations);
  checkBlockList(blocks, 'message', place);
  checkUniqueIds(blocks, place);
  if (violations.length > 0) {
    const errors = violations.map(sentenceOf);
    throw new SlackRefusal('invalid_blocks', { details: detailsFrom(violations), fields: { errors } });
  }
  if (JSON.stringify(blocks).length > allBlocksCharacters) throw new SlackRefusal('msg_blocks_too_long');
  return withIds(blocks, newId);
}

export function detailsFrom(violations: readonly Violation[]): readonly string[] {
  return violations.map((violation) => `[ERROR] ${sentenceOf(violation)}`);
}
