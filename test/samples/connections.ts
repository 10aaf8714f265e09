import type { Connection } from '../../src/domain/connection.ts';
import type { ConnectionList, ListedConnection } from '../../src/domain/connection-list.ts';
import { denialView } from '../../src/features/connections/denied-message.ts';
import { type ListFrame, listView } from '../../src/features/connections/list-message.ts';
import type { ListState } from '../../src/features/connections/payloads.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aConnectionList } from '../builders/a-connection-list.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { connectionId, personId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

const who = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
const bob = { kind: 'person', person: personId('U0BOB') } as const;
const asOf = new Date('2026-11-02T09:00:00Z');
const earlier = new Date('2026-11-02T08:56:00Z');
const both = [anEndpoint(), lab];

function listed(given: Partial<Connection>, rest: Partial<ListedConnection> = {}): ListedConnection {
  return { connection: aConnection(given), endpoint: anEndpoint(), mayTerminate: true, ...rest };
}

const certificate = { username: undefined, commonName: 'bob-laptop' } as const;
const terminated = { code: 'terminated', message: 'Denied by the authorization policy' };
const rows = [
  listed({ establishedAt: new Date('2026-11-01T06:12:00Z') }),
  listed({
    username: 'anna@example.com',
    commonName: 'anna-laptop',
    clientIpv6: '2001:db8::17',
    posture: ['compliant'],
  }),
  listed({ ...certificate, clientIp: undefined, clientIpv6: '2001:db8::18' }, { mayTerminate: false }),
  listed({ username: '\u0430nna@example.com', commonName: undefined, establishedAt: undefined }),
  listed({ username: undefined, commonName: undefined, status: { code: 'terminating', message: undefined } }),
];
const ended = rows.slice(0, 2).map(({ connection, ...row }) => ({
  ...row,
  connection: { ...connection, status: terminated, endedAt: asOf, sampledAt: asOf },
  mayTerminate: false,
}));
const none = { connections: [], total: 0 } as const;
const unavailable = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const possible = { connections: rows.slice(2, 3), certificateOnly: [lab] };
const manyPossible = {
  connections: Array.from({ length: 7 }, () => listed(certificate)),
  certificateOnly: [],
};

function list(
  given: Partial<ConnectionList>,
  state: Partial<ListState> = {},
  frame: Partial<ListFrame> = {},
) {
  const about =
    state.targetRef?.kind === 'person' ? { about: '<@U0BOB>', name: 'bob' } : { about: undefined };
  return listView(aConnectionList({ endpoints: both, ...given }), {
    state: { ...who, ...state },
    filters: both,
    sharedBy: undefined,
    ...about,
    ...frame,
  });
}

export const connectionsSamples = {
  messages: {
    listView: [
      list({ connections: rows, total: 5 }),
      list({ unavailable }),
      list({ connections: rows.slice(0, 2), total: 79 }, { targetRef: { kind: 'text', text: '10.0.3' } }),
      list({ connections: rows.slice(0, 1) }, { targetRef: bob }),
      list({ connections: rows.slice(0, 2) }, { targetRef: bob }),
      list({ connections: rows.slice(0, 1) }, { targetRef: { kind: 'name', name: 'bob@example.com' } }),
      list({ connections: rows.slice(0, 1) }, { list: 'me' }),
      list({ connections: ended }, { list: 'history' }),
      list({ connections: ended.slice(0, 1) }, { list: 'history', targetRef: bob }),
      list(
        { connections: rows.slice(0, 1), total: 1, endpoints: [anEndpoint()] },
        { on: 'prod-eu' },
        { sharedBy: 'helga' },
      ),
      list({
        connections: rows.slice(0, 1),
        total: 1,
        reading: [
          { endpoint: lab, read: 3_000, about: 12_000 },
          { endpoint: anEndpoint(), read: 2_000, about: undefined },
        ],
      }),
      list({ ...none, reading: [{ endpoint: lab, read: 0, about: undefined }] }),
      list({
        connections: rows.slice(0, 1),
        total: 1,
        older: [{ endpoint: lab, asOf: earlier }],
        stale: [{ endpoint: lab, code: 'aws_throttled', asOf: earlier, since: asOf }],
      }),
      list(none),
      list({ ...none, unavailable }),
      list({ ...none, unassociated: [lab] }),
      list({ ...none, unassociated: both }, { list: 'history' }),
      list({ ...none, unavailable: both.map((endpoint) => ({ endpoint, code: 'aws_throttled' as const })) }),
      list(none, { targetRef: { kind: 'text', text: 'mallory' } }),
      list(none, { targetRef: { kind: 'name', name: 'mallory' } }),
      list(none, { targetRef: bob }),
      list({ ...none, unavailable }, { targetRef: bob }),
      list(none, {
        targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-0a1b2c3d4e5f60718') },
      }),
      list(none, { list: 'me' }),
      list({ ...none, unavailable }, { list: 'me' }),
      list(none, { list: 'history' }),
      list(none, { list: 'history', targetRef: bob }),
      list({ ...none, possible }, { targetRef: bob }),
      list({ ...none, possible: manyPossible }, { targetRef: bob }),
    ],
    denialView: [
      denialView(
        { allowed: false, reason: 'grant_missing', grant: 'kick', grantedIn: [aChannelRule()] },
        botNames,
      ),
    ],
  },
} satisfies Samples;
