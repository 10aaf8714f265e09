import { expect, test } from 'vitest';
import { actions, button, input, type Limit, mrkdwn, plain, times, violationsOf } from './block-builders.ts';

/** What still passes, what does not any more, and what Slack says then. */
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

test.each(limits)('%s', (_what, passes, fails, sentence) => {
  expect(violationsOf([passes])).toEqual([]);
  expect(violationsOf([fails])).toContain(`[ERROR] ${sentence}`);
});
