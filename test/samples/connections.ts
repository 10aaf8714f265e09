import type { Connection } from '../../src/domain/connection.ts';
import type { ConnectionList, ListedConnection } from '../../src/domain/connection-list.ts';
import { channelGrants } from '../../src/domain/rules.ts';
import { denialView } from '../../src/features/connections/denied-message.ts';
import { type ListFrame, listView } from '../../src/features/connections/list-message.ts';
import { fromAddressText } from '../../src/features/connections/messages.ts';
import type { FromAddress } from '../../src/features/connections/origins.ts';
import type { ListState } from '../../src/features/connections/payloads.ts';
import type { Denial, DenialReason } from '../../src/policy/authorize.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aConnectionList } from '../builders/a-connection-list.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId, connectionId, personId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

const who = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
const bob = { kind: 'person', person: personId('U0BOB') } as const;
const byAddress = { kind: 'text', text: '203.0.113.51' } as const;
const asOf = new Date('2026-11-02T09:00:00Z');
const earlier = new Date('2026-11-02T08:56:00Z');
const both = [anEndpoint(), lab];

const traffic = {
  bytesSent: 34_567_890n,
  bytesReceived: 1_234_567_890n,
  packetsSent: 120_345n,
  packetsReceived: 987_654n,
};

function listed(given: Partial<Connection>, rest: Partial<ListedConnection> = {}): ListedConnection {
  return {
    connection: aConnection({ traffic, ...given }),
    endpoint: anEndpoint(),
    mayTerminate: true,
    ...rest,
  };
}

function fromAddress(
  given: Partial<Extract<FromAddress, { kind: 'found' }>>,
  lasting?: ListState['lasting'],
): string {
  const found = { kind: 'found', live: 1, isLeast: false, hasEarlier: false, ...given } as const;
  return fromAddressText(found, { targetRef: byAddress, lasting }, botNames, 30);
}

const certificate = { username: undefined, commonName: 'bob-laptop' } as const;
const terminated = { code: 'terminated', message: 'Denied by the authorization policy' };
const rows = [
  listed({ establishedAt: new Date('2026-11-01T06:12:00Z') }),
  listed({
    id: connectionId('cvpn-connection-0a1b2c3d4e5f60719'),
    username: 'anna@example.com',
    commonName: 'anna-laptop',
    clientIpv6: '2001:db8::17',
    posture: ['compliant'],
  }),
  listed({ ...certificate, clientIp: undefined, clientIpv6: '2001:db8::18' }, { mayTerminate: false }),
  listed({ username: '\u0430nna@example.com', commonName: undefined, establishedAt: undefined }),
  listed({ username: undefined, commonName: undefined, status: { code: 'terminating', message: undefined } }),
];
const located = rows.slice(0, 2).map((row, index) => ({
  ...row,
  origin: {
    publicIp: '203.0.113.51',
    device: index === 0 ? { platform: 'win', platformVersion: '11', clientVersion: '4.1.0' } : undefined,
  },
}));
const ended = rows.slice(0, 2).map(({ connection, ...row }) => ({
  ...row,
  connection: { ...connection, status: terminated, endedAt: asOf, sampledAt: asOf },
  mayTerminate: false,
}));
const hundreds = Array.from({ length: 412 }, (_, index) =>
  listed({
    username: `user${index}@example.com`,
    commonName: undefined,
    clientIp: `10.0.${3 + (index >> 7)}.${17 + (index % 128)}`,
  }),
);
const older = { kind: 'older', ms: 8 * 3_600_000 } as const;
const none = { connections: [], total: 0 } as const;
const outcomes = [
  'terminated',
  'already_ended',
  'termination_requested',
  'approval_requested',
  'not_terminated',
] as const;
const unavailable = [{ endpoint: lab, code: 'aws_unreachable' }] as const;
const possible = { connections: rows.slice(2, 3), certificateOnly: [lab] };
const manyPossible = {
  connections: Array.from({ length: 7 }, (_, index) =>
    listed({ ...certificate, clientIp: `10.0.3.${17 + index}` }),
  ),
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

const secops = aChannelRule({ id: channelId('C0SECOPS') });
const denied = { allowed: false, grant: 'kick', channel: channelId('C0LEADS'), grantedIn: [] } as const;
const reasonsByWords = {
  person_unverifiable: {},
  person_guest: {},
  person_outsider: {},
  person_deactivated: {},
  person_bot: {},
  channel_unknown: { allowedIn: [secops] },
  channel_hidden: {},
  channel_unverifiable: {},
  channel_public: {},
  channel_shared: {},
  channel_org_shared: {},
  channel_archived: {},
  grant_missing: { allowedIn: [aChannelRule(), secops] },
  membership_missing: {},
  membership_unverifiable: {},
  endpoint_elsewhere: { endpoint: 'prod-eu', allowedIn: [secops] },
  self_disabled: { grant: 'self' },
  list_unshareable: { grant: 'see' },
  name_protected: { grant: 'block' },
  approval_own: {},
  approval_elsewhere: {},
  approval_over: {},
  approval_unlisted: {},
  approval_unverifiable: {},
  break_glass_denied: {},
  break_glass_unverifiable: {},
} as const satisfies Record<DenialReason, Partial<Denial>>;
const denials: readonly Denial[] = [
  ...channelGrants.map((grant) => ({ ...denied, grant, reason: 'grant_missing' }) as const),
  ...(Object.keys(reasonsByWords) as readonly DenialReason[]).map((reason) => ({
    ...denied,
    reason,
    ...reasonsByWords[reason],
  })),
];

export const connectionsSamples = {
  messages: {
    listView: [
      list({ connections: rows, total: 5 }),
      list(
        { connections: located, total: 2 },
        { targetRef: { kind: 'text', text: '203.0.113.51' } },
        { isPrivate: true },
      ),
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
      list({
        connections: rows.slice(0, 1),
        total: 1,
        older: [{ endpoint: lab, asOf: earlier }],
        refreshing: [{ endpoint: lab, asOf: earlier }],
      }),
      list({ connections: hundreds, total: 412 }, { sort: 'traffic', page: 2 }),
      list({ connections: rows, total: 79 }, { lasting: older }),
      list({ connections: rows.slice(0, 1) }, { targetRef: bob, lasting: older }),
      list({ ...none, total: 79 }, { lasting: older }),
      list(none, { targetRef: bob, lasting: older }),
      list({ connections: hundreds, total: 412 }, {}, { sharedBy: 'helga' }),
      ...outcomes.map((state) =>
        list(
          { connections: rows.slice(0, 2), total: 2 },
          {},
          { outcome: { kind: 'connection', id: aConnection().id, item: undefined, state } },
        ),
      ),
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
      list({ ...none, possible: { connections: [], certificateOnly: [lab] } }, { list: 'me' }),
      list({ ...none, unavailable }, { list: 'me' }),
      list(none, { list: 'history' }),
      list(none, { list: 'history', targetRef: bob }),
      list({ ...none, possible }, { targetRef: bob }),
      list({ ...none, possible: manyPossible }, { targetRef: bob }),
    ],
    denialView: denials.map((each) => denialView(each, botNames)),
  },
  texts: {
    'Above a list, if a public address was searched for': [
      fromAddress({ live: 2 }),
      fromAddress({ live: 1, hasEarlier: true }),
      fromAddress({ live: 1_000, isLeast: true, hasEarlier: true }),
      fromAddress({ live: 0, hasEarlier: true }),
      fromAddress({ live: 0 }, older),
      fromAddressText({ kind: 'unknown' }, { targetRef: byAddress }, botNames, 30),
      fromAddressText({ kind: 'not_seen' }, { targetRef: byAddress }, botNames, 30),
    ],
  },
} satisfies Samples;
