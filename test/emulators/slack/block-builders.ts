import { messageBlocksFrom } from '../../../emulators/slack/blocks/check-blocks.ts';
import { countingIds } from '../../../emulators/slack/model/ids.ts';
import { SlackRefusal } from '../../../emulators/slack/model/slack-refusal.ts';

export const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
export const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
export const times = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));
export const option = (text = 1, value = 1) => ({ text: plain(text), value: 'v'.repeat(value) });
export const button = (more: object = {}) => ({ type: 'button', text: plain(1), ...more });
export const section = (accessory: object) => ({ type: 'section', text: mrkdwn(1), accessory });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const input = (element: object) => ({ type: 'input', label: plain(1), element });
export const select = (more: object = {}) => ({ type: 'static_select', options: [option()], ...more });
export const confirm = (more: object = {}) => ({
  title: plain(1),
  text: plain(1),
  confirm: plain(1),
  deny: plain(1),
  ...more,
});

/** A limit of Block Kit: blocks within it, blocks beyond it, and Slack's sentence about those. */
export type Limit = readonly [what: string, passes: object, fails: object, sentence: string];

/** Slack's sentences about a message with these blocks; none where it takes them. */
export function violationsOf(blocks: readonly object[]): readonly string[] {
  try {
    messageBlocksFrom(JSON.parse(JSON.stringify(blocks)), countingIds());
    return [];
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'invalid_blocks') return error.details;
    throw error;
  }
}

export function refusalOf(act: () => unknown): SlackRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof SlackRefusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
