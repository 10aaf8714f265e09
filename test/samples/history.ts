import type { ConnectionRecord } from '../../src/domain/connection-record.ts';
import type { PastConnections } from '../../src/features/history/look-back.ts';
import { type HistoryFrame, historyView, notKeptText } from '../../src/features/history/messages.ts';
import type { PastConnection } from '../../src/features/history/past-connection.ts';
import { aCoverage } from '../builders/a-connection-list.ts';
import { aRecord } from '../builders/a-record.ts';
import { anEndpoint, lab } from '../builders/an-endpoint.ts';
import { channelId, connectionId, correlation, personId } from '../builders/ids.ts';
import type { Samples } from './sample.ts';

const here = channelId('C0HELPDESK');
const helga = { id: 'U0HELGA', name: 'helga', team: 'T0HOME' };
const bob = { kind: 'person', person: personId('U0BOB') } as const;
const everyone = { kind: 'everyone' } as const;
const day = 24 * 3_600_000;
const asOf = new Date('2026-11-02T09:00:00Z');

function past(given: Partial<ConnectionRecord>, rest: Partial<PastConnection> = {}): PastConnection {
  return {
    record: aRecord(given),
    endpoint: anEndpoint(),
    state: 'ended',
    isListed: false,
    isNewAddress: false,
    isNewDevice: false,
    ...rest,
  };
}

const rows = [
  past(
    { startedAt: new Date('2026-11-02T06:12:00Z'), lastSeenAt: asOf, endedAt: undefined },
    { state: 'connected', isListed: true, isNewAddress: true },
  ),
  past({
    startedAt: new Date('2026-11-01T22:50:00Z'),
    endedAt: new Date('2026-11-02T02:05:00Z'),
    ending: {
      kind: 'terminated',
      by: helga,
      reason: 'laptop stolen',
      correlation: correlation('corr-0001'),
      channel: here,
    },
  }),
  past(
    {
      publicIp: '2001:db8::17',
      device: { platform: 'mac', platformVersion: '15.1', clientVersion: '4.1.0' },
      ending: { kind: 'logged', text: 'authorization policy' },
    },
    { isNewAddress: true, isNewDevice: true },
  ),
  past(
    {
      username: undefined,
      commonName: 'bob-laptop',
      publicIp: undefined,
      device: undefined,
      traffic: undefined,
      clientIp: undefined,
      endedAt: undefined,
    },
    { endpoint: lab, state: 'gone' },
  ),
  past({ endedAt: undefined, commonName: 'bob-laptop' }, { state: 'unknown' }),
];

function view(given: Partial<PastConnections>, frame: Partial<HistoryFrame> = {}) {
  const items = given.page?.items ?? rows;
  const targetRef = frame.state?.targetRef ?? everyone;
  const isBob = targetRef.kind === 'person';
  return historyView(
    {
      kind: 'kept',
      page: { items, number: 0, count: 1 },
      count: items.length,
      isCut: false,
      isSearchCut: false,
      isOwnOnly: false,
      possible: [],
      certificateOnly: [],
      matches: undefined,
      names: isBob ? ['bob@example.com', 'bob-laptop.example.com'] : [],
      periodMs: isBob ? 7 * day : day,
      since: new Date(asOf.getTime() - day),
      keptDays: undefined,
      known: [anEndpoint(), lab].map((endpoint) => ({
        endpoint,
        since: new Date('2026-10-03T09:00:00Z'),
        gaps: [],
      })),
      coverage: aCoverage({ endpoints: [anEndpoint(), lab] }),
      terminations: { byConnection: new Map(), extent: 'complete' },
      ...given,
    },
    {
      state: { list: 'history', targetRef, on: undefined, page: 0 },
      filters: [anEndpoint(), lab],
      about: isBob ? '<@U0BOB>' : undefined,
      name: isBob ? 'bob' : undefined,
      here,
      isOwn: false,
      ...frame,
    },
  );
}

const ofBob = { state: { list: 'history', targetRef: bob, on: undefined, page: 0 } } as const;
const matching = (text: string) => ({
  state: { list: 'history', targetRef: { kind: 'text', text }, on: undefined, page: 0 } as const,
});
const none = { page: { items: [], number: 0, count: 1 } };
const gap = { from: new Date('2026-11-02T02:10:00Z'), to: new Date('2026-11-02T02:40:00Z') };
const longGap = { from: new Date('2026-10-28T17:00:00Z'), to: new Date('2026-10-30T06:00:00Z') };

export const historySamples = {
  messages: {
    historyView: [
      view({}),
      view({ page: { items: rows, number: 1, count: 3 }, count: 23 }, ofBob),
      view({ page: { items: rows.slice(0, 1), number: 0, count: 1 } }, { ...ofBob, isOwn: true }),
      view(
        { periodMs: 7 * day, page: { items: rows.slice(0, 1), number: 0, count: 1 } },
        matching('203.0.113.51'),
      ),
      view(
        {
          isSearchCut: true,
          matches: { publicly: 1, inVpn: 0 },
          periodMs: 7 * day,
          page: { items: rows.slice(0, 1), number: 0, count: 1 },
        },
        matching('203.0.113.51'),
      ),
      view(none, ofBob),
      view(none, { ...ofBob, isOwn: true }),
      view({ ...none, possible: rows.slice(3, 4), certificateOnly: [lab] }, ofBob),
      view({
        count: 1_000,
        isCut: true,
        keptDays: 30,
        known: [
          { endpoint: anEndpoint(), since: new Date('2026-10-20T09:00:00Z'), gaps: [gap, longGap] },
          { endpoint: lab, since: undefined, gaps: [] },
        ],
        terminations: { byConnection: new Map(), extent: 'partial' },
      }),
      view({ ...none, isCut: true }, ofBob),
      view(
        {
          ...none,
          isSearchCut: true,
          periodMs: 90 * 60_000,
          known: [anEndpoint(), lab].map((endpoint) => ({
            endpoint,
            since: new Date('2026-10-20T09:00:00Z'),
            gaps: [gap],
          })),
        },
        matching('mallory'),
      ),
      view(
        {
          coverage: aCoverage({
            endpoints: [anEndpoint(), lab],
            unavailable: [{ endpoint: lab, code: 'aws_unreachable' }],
            reading: [{ endpoint: anEndpoint(), read: 3_000, about: 12_000 }],
          }),
        },
        {
          state: {
            list: 'history',
            targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-0a1b2c3d4e5f60718') },
            on: undefined,
            page: 0,
          },
        },
      ),
    ],
  },
  texts: {
    'Above a list of what ended in the last 60 minutes, if there is no history': [
      notKeptText('off'),
      notKeptText('history_unavailable'),
    ],
  },
} satisfies Samples;
