import { expect, test } from 'vitest';
import { modalFrame } from '../../../src/slack/block-kit/inputs.ts';
import { withoutPressedRow, withPressedRow } from '../../../src/slack/block-kit/pressed-row.ts';

const row = { responseUrl: 'https://hooks.slack.com/actions/T0/1/secret', blockId: 'row0 list[]' };
const submit = { type: 'plain_text', text: 'Terminate' } as const;

function aModal(metadata: string, given: object = { submit }) {
  return { ...modalFrame('VPN'), blocks: [], private_metadata: metadata, ...given };
}

test('a modal carries the row beside its own metadata', () => {
  const { private_metadata: text = '' } = withPressedRow(aModal('["C0HELPDESK",1]'), row);

  expect(withoutPressedRow(text)).toEqual({ metadata: '["C0HELPDESK",1]', row });
});

test.each(['["C0HELPDESK",1]', '[]', 'of another version', ''])(
  'the metadata “%s” of a modal without a row stays as it is',
  (metadata) => {
    expect(withoutPressedRow(metadata)).toEqual({ metadata, row: undefined });
    expect(withPressedRow(aModal(metadata), undefined).private_metadata).toBe(metadata);
  },
);

test('a modal that has no room for the row, or cannot be submitted, carries none', () => {
  const full = JSON.stringify(['x'.repeat(2_950)]);

  expect(withPressedRow(aModal(full), row).private_metadata).toBe(full);
  expect(withPressedRow(aModal('[1]', { submit: undefined }), row).private_metadata).toBe('[1]');
});
