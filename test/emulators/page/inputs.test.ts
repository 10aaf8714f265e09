import type { KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import { collectValues, inputKey } from '../../../emulators/page/elements/inputs.ts';

const label = { type: 'plain_text', text: 'Label' } as const;
const options = ['1', '2'].map((value) => ({ text: label, value }));

const blocks: readonly KnownBlock[] = [
  { type: 'input', block_id: 'reason', label, element: { type: 'plain_text_input', action_id: 'typed' } },
  {
    type: 'input',
    block_id: 'sessions',
    label,
    element: { type: 'checkboxes', action_id: 'ticked', options, initial_options: options },
  },
  {
    type: 'actions',
    block_id: 'filter',
    elements: [
      { type: 'static_select', action_id: 'chosen', options },
      { type: 'button', action_id: 'go', text: label },
    ],
  },
];

test('an untouched input is submitted with its initial value', () => {
  expect(collectValues(blocks, {})).toEqual({
    reason: { typed: null },
    sessions: { ticked: ['1', '2'] },
    filter: { chosen: null },
  });
});

test('typed, unticked and chosen values are submitted instead', () => {
  const inputs = {
    [inputKey('reason', 'typed')]: 'stale session',
    [inputKey('sessions', 'ticked')]: ['2'],
    [inputKey('filter', 'chosen')]: '1',
  };

  expect(collectValues(blocks, inputs)).toEqual({
    reason: { typed: 'stale session' },
    sessions: { ticked: ['2'] },
    filter: { chosen: '1' },
  });
});

test('what was put into a block that is gone is not submitted', () => {
  expect(collectValues([], { [inputKey('reason', 'typed')]: 'x' })).toEqual({});
});
