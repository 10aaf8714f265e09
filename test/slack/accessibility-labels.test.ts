import { expect, test } from 'vitest';
import { approvalView } from '../../src/features/approval/messages.ts';
import { blocksView } from '../../src/features/block/blocks-message.ts';
import { connectionBlock } from '../../src/features/connections/connection-row.ts';
import { kickView } from '../../src/features/kick/messages.ts';
import { reconnectView } from '../../src/features/reconnect/messages.ts';
import { spokenAs } from '../../src/slack/block-kit/blocks.ts';
import { aBlockList } from '../builders/a-block-list.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aKick } from '../builders/a-kick.ts';
import { aReconnectWarning } from '../builders/a-reconnect-warning.ts';
import { anApproval } from '../builders/an-approval.ts';
import { anEndpoint } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { aBlock } from '../contract/a-block.ts';

const at = new Date('2026-11-02T12:00:00Z');
const connection = aConnection({ username: 'bob@example.com' });
const state = { list: 'blocks', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;

test.each<[object, readonly string[]]>([
  [
    connectionBlock('row', { connection, endpoint: anEndpoint(), mayTerminate: true }, at, true),
    ['Terminate bob@example.com on prod-eu'],
  ],
  [
    blocksView(aBlockList([{ block: aBlock(), mayUnblock: true }]), {
      state,
      endpoints: [],
      about: undefined,
    }),
    ['Unblock mallory@example.com'],
  ],
  [
    reconnectView(aReconnectWarning({ mayBlock: true })),
    ['Kick again: bob@example.com on prod-eu', 'Block bob@example.com'],
  ],
  [approvalView(anApproval()), ['Approve terminating svc-backup', 'Decline terminating svc-backup']],
  [
    kickView(aKick({ isMany: true, target: 'everyone on lab' }), botNames),
    ['Stop terminating everyone on lab'],
  ],
])('a screen reader says what a button acts on (%#)', (view, labels) => {
  const said = [...JSON.stringify(view).matchAll(/"accessibility_label":"([^"]*)"/g)].map(
    ([, label]) => label,
  );

  expect(said).toEqual(labels);
});

test('of a long name, as much is said as leaves room for the endpoint', () => {
  const { accessibility_label: label } = spokenAs('Terminate', '😀'.repeat(300), 'on prod-eu');

  expect(label).toMatch(/^Terminate 😀+… on prod-eu$/u);
  expect([...label]).toHaveLength(75);
});
