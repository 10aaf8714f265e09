import fc from 'fast-check';
import { expect, test } from 'vitest';
import { botActor, operatorActor } from '../../../src/domain/audit-entry.ts';
import type { TerminationRecord, Terminations } from '../../../src/features/details/find-terminations.ts';
import { detailsView, noDetailsView } from '../../../src/features/details/messages.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { botNames } from '../../builders/bot-names.ts';
import { channelId } from '../../builders/ids.ts';
import { textOf } from '../../e2e/support/elements.ts';
import { hostileConnections, longestConnection } from '../../slack/hostile-connections.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const here = channelId('C0HELPDESK');
const asOf = new Date('2026-11-02T09:00:00Z');
const connection = aConnection({
  commonName: 'bob-laptop.example.com',
  traffic: {
    bytesSent: 2n ** 53n + 1n,
    bytesReceived: 1_200n,
    packetsSent: 28_147_497_671_065n,
    packetsReceived: 1n,
  },
  clientIpv6: 'fd00:ec2:0:5::4a1',
  posture: ['compliant', 'disk-not-encrypted'],
  status: { code: 'failed-to-terminate', message: 'The connection is still established.' },
  policyEvaluatedAt: new Date('2026-11-02T08:55:00Z'),
});
const item = { connection, endpoint: anEndpoint(), mayTerminate: true };

test('shows every field of AWS, with exact numbers and whole ids', () => {
  const shown = textOf(detailsView({ item, asOf, mayBlock: true }, here));

  for (const text of [
    'prod-eu (eu-west-1)',
    '*Status*\nfailed-to-terminate (AWS: The connection is still established.)',
    '`bob@example.com`',
    '`bob-laptop.example.com`',
    '9 PB (9,007,199,254,740,993 bytes), 28,147,497,671,065 packets',
    '1.2 kB (1,200 bytes), 1 packet',
    '`10.0.3.17`',
    '`fd00:ec2:0:5::4a1`',
    '`compliant, disk-not-encrypted`',
    '08:55:00 UTC',
    '`cvpn-connection-0123456789abcdef0`',
    '`cvpn-endpoint-0123456789abcdef0`',
  ])
    expect(shown).toContain(text);
});

test('leaves out fields that AWS does not give', () => {
  const bare = aConnection({ username: undefined, establishedAt: undefined, sampledAt: undefined });

  const shown = textOf(detailsView({ item: { ...item, connection: bare }, asOf, mayBlock: false }, here));

  expect(shown).not.toMatch(/User name|IPv6|Posture|policy|Connected|Measured|Ended|undefined/);
});

test.each([
  [{ mayTerminate: true, mayBlock: true }, ['terminate', 'block', 'details_refresh']],
  [{ mayTerminate: true, mayBlock: false }, ['terminate', 'details_refresh']],
  [{ mayTerminate: false, mayBlock: false }, ['details_refresh']],
])('has the buttons that %j allows', ({ mayTerminate, mayBlock }, expected) => {
  const { blocks } = detailsView({ item: { ...item, mayTerminate }, asOf, mayBlock }, here);

  const actionIds = [...JSON.stringify(blocks).matchAll(/"action_id":"(\w+)"/g)].map(([, id]) => id);
  expect(actionIds).toEqual(expected);
});

test('renders messages that Slack accepts for any names', () => {
  const posture = Array.from({ length: 10 }, () => '&'.repeat(255));
  expectPostable(
    detailsView(
      {
        item: { ...longestConnection, connection: { ...longestConnection.connection, posture } },
        asOf,
        mayBlock: true,
      },
      here,
    ),
  );
  fc.assert(
    fc.property(hostileConnections(1), (connections) => {
      for (const each of connections) {
        expectPostable(detailsView({ item: each, asOf, mayBlock: true }, here));
        const none = { connection: each.connection.id, endpoints: [each.endpoint], denial: undefined };
        const unavailable = [{ endpoint: each.endpoint, code: 'aws_throttled' } as const];
        expectPostable(noDetailsView({ ...none, unavailable, maySearchLog: true }, botNames));
      }
    }),
    { numRuns: 60 },
  );
});

test('does not say that a connection was not found if no endpoint responded', () => {
  const unavailable = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
  const none = { connection: connection.id, endpoints: [lab], denial: undefined, maySearchLog: false };

  const shown = textOf(noDetailsView({ ...none, unavailable }, botNames));

  expect(shown).toContain('couldn’t look up');
  expect(shown).not.toContain('No connection found');
});

const terminations = (record: Partial<TerminationRecord>, extent: Terminations['extent'] = 'complete') => ({
  byConnection: new Map([
    [
      `${connection.endpointId} ${connection.id}`,
      {
        by: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
        channel: 'C0HELPDESK',
        reason: 'stale <!channel>',
        ...record,
      },
    ],
  ]),
  extent,
});

test.each([
  ['in this channel', {}, 'Terminated by <@U0HELGA> in <#C0HELPDESK>: “stale &lt;!channel&gt;”'],
  ['in another channel', { channel: 'C0SECOPS' }, 'Terminated by <@U0HELGA>: “stale &lt;!channel&gt;”'],
  ['without a reason', { reason: undefined }, 'Terminated by <@U0HELGA> in <#C0HELPDESK>'],
  [
    'by Bouncer itself',
    { by: botActor, reason: undefined },
    'Terminated by Bouncer (automatic) in <#C0HELPDESK>',
  ],
  [
    'by someone whose id is no person’s',
    { by: operatorActor('<root>'), reason: undefined },
    'Terminated by &lt;root&gt; in <#C0HELPDESK>',
  ],
] as const)('says who terminated the connection %s', (_title, record, expected) => {
  const details = { item, asOf, mayBlock: false, terminations: terminations(record) };

  const shown = textOf(detailsView(details, here)).split('\n');

  expect(shown).toContain(expected);
});

test('names no direct message, which has no name, as the place of a termination', () => {
  const details = { item, asOf, mayBlock: false, terminations: terminations({ channel: 'D0HELGA' }) };

  const shown = textOf(detailsView(details, channelId('D0HELGA'))).split('\n');

  expect(shown).toContain('Terminated by <@U0HELGA>: “stale &lt;!channel&gt;”');
});

test.each([
  ['unread', true],
  ['partial', true],
  ['complete', false],
] as const)('with an audit log that is %s, says so: %s', (extent, isSaid) => {
  const none = { byConnection: new Map(), extent };

  const shown = textOf(detailsView({ item, asOf, mayBlock: false, terminations: none }, here));

  expect(shown.includes('audit log')).toBe(isSaid);
  expect(shown).not.toContain('Terminated by');
});
