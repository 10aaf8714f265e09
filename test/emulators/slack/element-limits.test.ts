import { expect, test } from 'vitest';
import {
  actions,
  button,
  confirm,
  input,
  type Limit,
  mrkdwn,
  option,
  plain,
  section,
  select,
  times,
  violationsOf,
} from './block-builders.ts';

/** What still passes, what does not any more, and what Slack says then. */
const limits: readonly Limit[] = [
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
    'what a button says to screen readers has 75 characters',
    section(button({ accessibility_label: 'x'.repeat(75) })),
    section(button({ accessibility_label: 'x'.repeat(76) })),
    'must be less than 76 characters [json-pointer:/blocks/0/accessory/accessibility_label]',
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
];

test.each(limits)('%s', (_what, passes, fails, sentence) => {
  expect(violationsOf([passes])).toEqual([]);
  expect(violationsOf([fails])).toContain(`[ERROR] ${sentence}`);
});
