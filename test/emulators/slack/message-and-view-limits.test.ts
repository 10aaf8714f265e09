import { describe, expect, test } from 'vitest';
import { messageBlocksFrom } from '../../../emulators/slack/blocks/check-blocks.ts';
import { viewFrom } from '../../../emulators/slack/blocks/check-view.ts';
import { countingIds } from '../../../emulators/slack/model/ids.ts';
import { SlackRefusal } from '../../../emulators/slack/model/slack-refusal.ts';
import {
  actions,
  button,
  input,
  mrkdwn,
  plain,
  refusalOf,
  section,
  times,
  violationsOf,
} from './block-builders.ts';

describe('a message', () => {
  test('counts characters, not halves of them', () => {
    expect(violationsOf([{ type: 'header', text: { type: 'plain_text', text: '🧨'.repeat(150) } }])).toEqual(
      [],
    );
  });

  test('has 50 blocks', () => {
    const divider = { type: 'divider' };

    expect(violationsOf(times(50, () => divider))).toEqual([]);
    expect(violationsOf(times(51, () => divider))).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
  });

  test('uses a block_id once, and an action_id once in each block', () => {
    const twice = { type: 'divider', block_id: 'same' };
    const ends = button({ action_id: 'end' });

    expect(violationsOf([twice, twice])).toEqual([
      '[ERROR] `block_id` "same" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    expect(violationsOf([actions(ends, ends)])).toEqual([
      '[ERROR] `action_id` "end" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ]);
    expect(violationsOf([actions(ends), section(ends)])).toEqual([]);
  });

  test('names every violation at once', () => {
    const complaints = violationsOf([{ type: 'header', text: plain(151) }, { type: 'section' }]);

    expect(complaints).toHaveLength(2);
  });

  test('has about 13,200 characters of blocks in all', () => {
    const five = times(5, () => ({ type: 'section', text: mrkdwn(3000) }));

    expect(refusalOf(() => messageBlocksFrom(five, countingIds())).code).toBe('msg_blocks_too_long');
    expect(messageBlocksFrom(five.slice(0, 4), countingIds())).toHaveLength(4);
  });

  test('is refused as a whole where its blocks are no list of objects', () => {
    expect(refusalOf(() => messageBlocksFrom({ type: 'divider' }, countingIds())).code).toBe(
      'invalid_blocks_format',
    );
    expect(refusalOf(() => messageBlocksFrom(['divider'], countingIds())).code).toBe('invalid_blocks_format');
  });

  test('gets the block and action ids that the app left out, and keeps those it gave', () => {
    const [first, second] = messageBlocksFrom(
      [section(button({ action_id: 'mine' })), actions(button(), button())],
      countingIds(),
    );

    expect(first).toMatchObject({ block_id: expect.any(String), accessory: { action_id: 'mine' } });
    expect(second).toMatchObject({
      elements: [{ action_id: expect.any(String) }, { action_id: expect.any(String) }],
    });
    expect(second?.block_id).not.toBe(first?.block_id);
  });
});

describe('a modal', () => {
  const modal = (more: object = {}) => ({
    type: 'modal',
    title: plain(24),
    blocks: [{ type: 'divider' }],
    ...more,
  });

  test.each([
    ['title', modal({ title: plain(25) }), 'must be less than 25 characters [json-pointer:/view/title/text]'],
    [
      'submit',
      modal({ submit: plain(25) }),
      'must be less than 25 characters [json-pointer:/view/submit/text]',
    ],
    ['close', modal({ close: plain(25) }), 'must be less than 25 characters [json-pointer:/view/close/text]'],
    [
      'private_metadata',
      modal({ private_metadata: 'x'.repeat(3001) }),
      'must be less than 3001 characters [json-pointer:/view/private_metadata]',
    ],
    [
      'callback_id',
      modal({ callback_id: 'x'.repeat(256) }),
      'must be less than 256 characters [json-pointer:/view/callback_id]',
    ],
    [
      'blocks',
      modal({ blocks: times(101, () => ({ type: 'divider' })) }),
      'no more than 100 items allowed [json-pointer:/view/blocks]',
    ],
    ['missing title', modal({ title: undefined }), 'missing required field: title [json-pointer:/view]'],
  ])('keeps the limit of its %s', (_what, view, sentence) => {
    expect(viewComplaints(modal())).toEqual([]);
    expect(viewComplaints(view)).toEqual([`[ERROR] ${sentence}`]);
  });

  test('with an input needs a submit button', () => {
    const blocks = [input({ type: 'plain_text_input' })];

    expect(viewComplaints(modal({ blocks, submit: plain(1) }))).toEqual([]);
    expect(viewComplaints(modal({ blocks }))).toEqual([
      '[ERROR] must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0/input]',
    ]);
  });

  test('uses a block_id once', () => {
    const twice = { type: 'divider', block_id: 'same' };

    expect(viewComplaints(modal({ blocks: [twice, twice] }))).toEqual([
      '[ERROR] `block_id` "same" already exists [json-pointer:/view/blocks/1/block_id]',
    ]);
  });

  test('has 250 KB in all', () => {
    const fields = times(10, () => plain(2000));
    const blocks = times(13, () => ({ type: 'section', fields }));

    expect(refusalOf(() => viewFrom(modal({ blocks }), 'modal', countingIds())).code).toBe('view_too_large');
  });

  test('holds 100 blocks, twice what a message holds', () => {
    expect(viewComplaints(modal({ blocks: times(100, () => ({ type: 'divider' })) }))).toEqual([]);
  });

  test('a modal view is not accepted as a Home tab, nor a Home tab as a modal', () => {
    const home = { type: 'home', blocks: [{ type: 'divider' }] };

    expect(viewComplaints(home)).toEqual(['[ERROR] unsupported type: home [json-pointer:/view/type]']);
    expect(viewFrom(home, 'home', countingIds()).blocks).toHaveLength(1);
  });

  function viewComplaints(view: object): readonly string[] {
    try {
      viewFrom(JSON.parse(JSON.stringify(view)), 'modal', countingIds());
      return [];
    } catch (error) {
      if (error instanceof SlackRefusal && error.code === 'invalid_arguments') return error.details;
      throw error;
    }
  }
});
