import { describe, expect, test } from 'vitest';
import { messageBlocksFrom } from '../../../emulators/slack/blocks/check-blocks.ts';
import { viewFrom } from '../../../emulators/slack/blocks/check-view.ts';
import { countingIds } from '../../../emulators/slack/model/ids.ts';
import { SlackRefusal } from '../../../emulators/slack/slack-refusal.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const mrkdwn = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const times = <Item>(count: number, item: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => item(index));
const option = (text = 1, value = 1) => ({ text: plain(text), value: 'v'.repeat(value) });
const button = (more: object = {}) => ({ type: 'button', text: plain(1), ...more });
const section = (accessory: object) => ({ type: 'section', text: mrkdwn(1), accessory });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object) => ({ type: 'input', label: plain(1), element });
const select = (more: object = {}) => ({ type: 'static_select', options: [option()], ...more });
const confirm = (more: object = {}) => ({
  title: plain(1),
  text: plain(1),
  confirm: plain(1),
  deny: plain(1),
  ...more,
});

/** A limit of Block Kit: what still passes, what does not any more, and what Slack says then. */
type Limit = readonly [what: string, passes: object, fails: object, sentence: string];

const limits: readonly Limit[] = [
  [
    'a section’s text has 1 to 3,000 characters',
    { type: 'section', text: mrkdwn(3000) },
    { type: 'section', text: mrkdwn(3001) },
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a section’s text is not empty',
    { type: 'section', text: plain(1) },
    { type: 'section', text: plain(0) },
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a section has text or fields',
    { type: 'section', fields: [plain(1)] },
    { type: 'section' },
    'must define either `text` or `fields` [json-pointer:/blocks/0/type]',
  ],
  [
    'a section has ten fields',
    { type: 'section', fields: times(10, () => plain(1)) },
    { type: 'section', fields: times(11, () => plain(1)) },
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'a field has 2,000 characters',
    { type: 'section', fields: [plain(2000)] },
    { type: 'section', fields: [plain(2001)] },
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'a header has 150 characters',
    { type: 'header', text: plain(150) },
    { type: 'header', text: plain(151) },
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a header is plain text',
    { type: 'header', text: plain(1) },
    { type: 'header', text: mrkdwn(1) },
    'unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]',
  ],
  [
    'a context has ten elements',
    { type: 'context', elements: times(10, () => mrkdwn(1)) },
    { type: 'context', elements: times(11, () => mrkdwn(1)) },
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a context holds texts and images',
    { type: 'context', elements: [{ type: 'image', image_url: 'https://x', alt_text: 'x' }] },
    { type: 'context', elements: [button()] },
    'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'an actions block has 25 elements',
    actions(...times(25, () => button())),
    actions(...times(26, () => button())),
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'an actions block has at least one element',
    actions(button()),
    actions(),
    'no fewer than 1 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    'a text input stands in an input block',
    input({ type: 'plain_text_input' }),
    actions({ type: 'plain_text_input' }),
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'a button stands in no input block',
    actions(button()),
    input(button()),
    'unsupported type: button [json-pointer:/blocks/0/element/type]',
  ],
  [
    'a button’s text has 75 characters',
    section(button({ text: plain(75) })),
    section(button({ text: plain(76) })),
    'must be less than 76 characters [json-pointer:/blocks/0/accessory/text/text]',
  ],
  [
    'a button’s text is plain',
    section(button()),
    section(button({ text: mrkdwn(1) })),
    'unsupported type: mrkdwn [json-pointer:/blocks/0/accessory/text/type]',
  ],
  [
    'a button’s value has 2,000 characters',
    section(button({ value: 'v'.repeat(2000) })),
    section(button({ value: 'v'.repeat(2001) })),
    'must be less than 2001 characters [json-pointer:/blocks/0/accessory/value]',
  ],
  [
    'a button’s style is one of two',
    section(button({ style: 'danger' })),
    section(button({ style: 'warning' })),
    'must be a valid enum value [json-pointer:/blocks/0/accessory/style]',
  ],
  [
    'an action_id has 255 characters',
    section(button({ action_id: 'a'.repeat(255) })),
    section(button({ action_id: 'a'.repeat(256) })),
    'must be less than 256 characters [json-pointer:/blocks/0/accessory/action_id]',
  ],
  [
    'a block_id has 255 characters',
    { type: 'divider', block_id: 'b'.repeat(255) },
    { type: 'divider', block_id: 'b'.repeat(256) },
    'must be less than 256 characters [json-pointer:/blocks/0/block_id]',
  ],
  [
    'a select has 100 options',
    section(select({ options: times(100, () => option()) })),
    section(select({ options: times(101, () => option()) })),
    'no more than 100 items allowed [json-pointer:/blocks/0/accessory/options]',
  ],
  [
    'a select has options or groups of them',
    section(select({ options: undefined, option_groups: [{ label: plain(75), options: [option()] }] })),
    section(select({ options: undefined })),
    'must define either `options` or `option_groups` [json-pointer:/blocks/0/accessory]',
  ],
  [
    'an option’s text has 75 characters',
    section(select({ options: [option(75)] })),
    section(select({ options: [option(76)] })),
    'must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/text/text]',
  ],
  [
    'an option’s value has 75 characters',
    section(select({ options: [option(1, 75)] })),
    section(select({ options: [option(1, 76)] })),
    'must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/value]',
  ],
  [
    'what is chosen at first is among the options',
    section(select({ initial_option: option() })),
    section(select({ initial_option: option(1, 2) })),
    'failed to match schema [json-pointer:/blocks/0/accessory/initial_option]',
  ],
  [
    'checkboxes have ten options',
    actions({ type: 'checkboxes', options: times(10, () => option()) }),
    actions({ type: 'checkboxes', options: times(11, () => option()) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'checkboxes ticked at first are at least one, or left out',
    actions({ type: 'checkboxes', options: [option()], initial_options: [option()] }),
    actions({ type: 'checkboxes', options: [option()], initial_options: [] }),
    'no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/initial_options]',
  ],
  [
    'radio buttons have ten options',
    actions({ type: 'radio_buttons', options: times(10, () => option()) }),
    actions({ type: 'radio_buttons', options: times(11, () => option()) }),
    'no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'an overflow menu has five options',
    section({ type: 'overflow', options: times(5, () => option()) }),
    section({ type: 'overflow', options: times(6, () => option()) }),
    'no more than 5 items allowed [json-pointer:/blocks/0/accessory/options]',
  ],
  [
    'a date is written year, month, day',
    section({ type: 'datepicker', initial_date: '2026-11-30' }),
    section({ type: 'datepicker', initial_date: '30.11.2026' }),
    'must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/accessory/initial_date]',
  ],
  [
    'a placeholder has 150 characters',
    section({ type: 'users_select', placeholder: plain(150) }),
    section({ type: 'users_select', placeholder: plain(151) }),
    'must be less than 151 characters [json-pointer:/blocks/0/accessory/placeholder/text]',
  ],
  [
    'a text input takes 3,000 characters',
    input({ type: 'plain_text_input', max_length: 3000 }),
    input({ type: 'plain_text_input', max_length: 3001 }),
    'must be at most 3000 [json-pointer:/blocks/0/element/max_length]',
  ],
  [
    'a confirm dialog’s title has 100 characters',
    section(button({ confirm: confirm({ title: plain(100) }) })),
    section(button({ confirm: confirm({ title: plain(101) }) })),
    'must be less than 101 characters [json-pointer:/blocks/0/accessory/confirm/title/text]',
  ],
  [
    'a confirm dialog’s text has 300 characters',
    section(button({ confirm: confirm({ text: mrkdwn(300) }) })),
    section(button({ confirm: confirm({ text: mrkdwn(301) }) })),
    'must be less than 301 characters [json-pointer:/blocks/0/accessory/confirm/text/text]',
  ],
  [
    'a confirm dialog’s buttons have 30 characters',
    section(button({ confirm: confirm({ confirm: plain(30) }) })),
    section(button({ confirm: confirm({ confirm: plain(31) }) })),
    'must be less than 31 characters [json-pointer:/blocks/0/accessory/confirm/confirm/text]',
  ],
  [
    'an image says what it shows',
    { type: 'image', image_url: 'https://x', alt_text: 'x' },
    { type: 'image', image_url: 'https://x' },
    'missing required field: alt_text [json-pointer:/blocks/0]',
  ],
  [
    'an input block has a label',
    input({ type: 'users_select' }),
    { type: 'input', element: { type: 'users_select' } },
    'missing required field: label [json-pointer:/blocks/0]',
  ],
  [
    'rich text holds sections, lists, quotes and code',
    { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [] }] },
    { type: 'rich_text', elements: [{ type: 'text', text: 'x' }] },
    'unsupported type: text [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'a block has a type that Slack knows',
    { type: 'divider' },
    { type: 'marquee' },
    'unsupported type: marquee [json-pointer:/blocks/0/type]',
  ],
  [
    'a block has no fields that Slack does not know',
    { type: 'divider' },
    { type: 'divider', colour: 'red' },
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
];

describe('a message', () => {
  test.each(limits)('%s', (_what, passes, fails, sentence) => {
    expect(complaintsAbout([passes])).toEqual([]);
    expect(complaintsAbout([fails])).toContain(`[ERROR] ${sentence}`);
  });

  test('counts characters, not halves of them', () => {
    expect(
      complaintsAbout([{ type: 'header', text: { type: 'plain_text', text: '🧨'.repeat(150) } }]),
    ).toEqual([]);
  });

  test('has 50 blocks', () => {
    const divider = { type: 'divider' };

    expect(complaintsAbout(times(50, () => divider))).toEqual([]);
    expect(complaintsAbout(times(51, () => divider))).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
  });

  test('uses a block_id once, and an action_id once in each block', () => {
    const twice = { type: 'divider', block_id: 'same' };
    const ends = button({ action_id: 'end' });

    expect(complaintsAbout([twice, twice])).toEqual([
      '[ERROR] `block_id` "same" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    expect(complaintsAbout([actions(ends, ends)])).toEqual([
      '[ERROR] `action_id` "end" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ]);
    expect(complaintsAbout([actions(ends), section(ends)])).toEqual([]);
  });

  test('names every violation at once', () => {
    const complaints = complaintsAbout([{ type: 'header', text: plain(151) }, { type: 'section' }]);

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

  test('is no Home tab, nor the other way round', () => {
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

function complaintsAbout(blocks: readonly object[]): readonly string[] {
  try {
    messageBlocksFrom(JSON.parse(JSON.stringify(blocks)), countingIds());
    return [];
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === 'invalid_blocks') return error.details;
    throw error;
  }
}

function refusalOf(act: () => unknown): SlackRefusal {
  try {
    act();
  } catch (error) {
    if (error instanceof SlackRefusal) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}
