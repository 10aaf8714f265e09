import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ConnectionList } from '../../../src/domain/connection-list.ts';
import { listView } from '../../../src/features/connections/list-message.ts';
import { parseListState } from '../../../src/features/connections/payloads.ts';
import type { ListKind } from '../../../src/policy/authorize.ts';
import { failureSentence } from '../../../src/slack/block-kit/failure-sentence.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aConnectionList } from '../../builders/a-connection-list.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { elementsOf } from '../../e2e/support/elements.ts';
import {
  hostileConnections,
  longestConnection,
  someEndpoints,
  someMissing,
} from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const asOf = new Date('2026-11-02T09:00:00Z');
const state = { list: 'who', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
const frame = { state, filters: [anEndpoint(), lab], about: undefined, sharedBy: undefined };
const connections = someConnections(25).map((connection) => ({
  connection,
  endpoint: anEndpoint(),
  mayTerminate: true,
}));

const buttonsIn = (view: ReturnType<typeof listView>) =>
  JSON.stringify(view.blocks).match(/"action_id":"\w+"/g) ?? [];
const count = (view: ReturnType<typeof listView>, action: string) =>
  buttonsIn(view).filter((each) => each.includes(action)).length;

test('shows ten connections a page, each with its button, and buttons for further pages', () => {
  const first = listView(aConnectionList(), frame);
  const last = listView(aConnectionList(), { ...frame, state: { ...state, page: 2 } });

  expect([count(first, 'terminate'), count(first, 'previous'), count(first, 'next')]).toEqual([10, 0, 1]);
  expect([count(last, 'terminate'), count(last, 'previous'), count(last, 'next')]).toEqual([5, 1, 0]);
});

test('shows the last page instead of one that no longer exists', () => {
  const view = listView(aConnectionList(), { ...frame, state: { ...state, page: 99 } });

  const controls = view.blocks.find(({ type }) => type === 'actions');
  expect(parseListState(controls?.block_id ?? '')?.page).toBe(2);
});

test.each([
  ['of one’s own', { list: 'me' }],
  ['of a person', { targetRef: { kind: 'person', person: personId('U0BOB') } }],
  ['of a name', { targetRef: { kind: 'name', name: 'bob' } }],
  ['of what matches a text', { targetRef: { kind: 'text', text: 'bob' } }],
  ['of one connection', { targetRef: { kind: 'connection', connection: connectionId('cvpn-connection-1') } }],
] as const)('an empty list %s does not say that no one at all is connected', (_title, about) => {
  const empty = (given: Partial<ConnectionList>) => {
    const connectionList = aConnectionList({ connections: [], total: undefined, ...given });
    return JSON.stringify(listView(connectionList, { ...frame, state: { ...state, ...about } }).blocks);
  };
  const partly = {
    endpoints: [anEndpoint(), lab],
    unavailable: [{ endpoint: lab, code: 'aws_throttled' }],
  } as const;

  expect(empty({})).toMatch(/aren’t connected|isn’t connected|Not connected|No connections match|No active/);
  expect(empty({})).not.toMatch(/No one|responded/);
  expect(empty(partly)).toMatch(/(on|to) the endpoints that responded/);
});

test('shows possible matches in a history without a button, and does not say that nothing ended', () => {
  const possible = {
    connections: connections.slice(0, 1).map((one) => ({ ...one, mayTerminate: false })),
    certificateOnly: [],
  };
  const targetRef = { kind: 'person', person: personId('U0BOB') } as const;
  const view = listView(aConnectionList({ connections: [], total: undefined, possible }), {
    ...frame,
    state: { ...state, list: 'history', targetRef },
  });

  expect(JSON.stringify(view.blocks)).toContain('Possible matches');
  expect(view.text).toMatch(/^No exact match/);
  expect(view.text).not.toContain('No connections');
  expect(count(view, 'terminate')).toBe(0);
});

test('shows in a history why AWS ended a connection, in AWS’ words', () => {
  const status = { code: 'terminated', message: 'Denied by the authorization policy' };
  const ended = connections.slice(0, 1).map((one) => ({
    ...one,
    mayTerminate: false,
    connection: { ...one.connection, status, endedAt: new Date('2026-11-02T09:00:00Z') },
  }));

  const view = listView(aConnectionList({ connections: ended }), {
    ...frame,
    state: { ...state, list: 'history' },
  });

  expect(JSON.stringify(view.blocks)).toContain('*terminated* (AWS: Denied by the authorization policy)');
});

test('says which endpoints identify connections by certificate only', () => {
  const textOf = (certificateOnly: ConnectionList['possible']['certificateOnly'], list: ListKind = 'who') =>
    JSON.stringify(
      listView(aConnectionList({ possible: { connections: [], certificateOnly } }), {
        ...frame,
        state: { ...state, list },
      }).blocks,
    );

  expect(textOf([lab])).toContain('On *lab*, people are identified only by a certificate.');
  expect(textOf([lab])).toContain('belongs to this person.');
  expect(textOf([lab], 'me')).toContain('belongs to you.');
  expect(textOf([])).not.toContain('only by a certificate');
});

test('shows no button on a connection that the requester may not terminate', () => {
  const seen = connections.map((session) => ({ ...session, mayTerminate: false }));

  expect(count(listView(aConnectionList({ connections: seen }), frame), 'terminate')).toBe(0);
});

test('shows Details on rows without Terminate, and a select for every row of the page if some have Terminate', () => {
  const list = (mayTerminate: (index: number) => boolean) =>
    listView(
      aConnectionList({
        connections: connections.map((each, index) => ({ ...each, mayTerminate: mayTerminate(index) })),
      }),
      frame,
    );
  const selects = (view: ReturnType<typeof listView>) =>
    elementsOf(view).filter(({ actionId }) => actionId === 'details_of');
  const mixed = list((index) => index < 4);

  expect([count(mixed, 'terminate'), count(mixed, 'details"')]).toEqual([4, 6]);
  expect(selects(mixed)[0]?.options).toEqual(
    connections.slice(0, 10).map(({ connection }) => `${connection.id} 0123456789abcdef0`),
  );
  const possible = { connections: connections.slice(20, 22), certificateOnly: [] };
  const view = listView(aConnectionList({ connections: connections.slice(0, 1), possible }), frame);
  expect(selects(view)[0]?.options).toHaveLength(3);
  expect(selects(list(() => true))).toHaveLength(1);
  expect(selects(list(() => false))).toHaveLength(0);
});

test('shows no buttons in a shared list, not even on possible matches', () => {
  const possible = { connections: connections.slice(0, 1), certificateOnly: [] };
  const view = (sharedBy: string | undefined) =>
    listView(aConnectionList({ possible }), { ...frame, sharedBy });

  expect(count(view(undefined), 'terminate')).toBe(11);
  expect(buttonsIn(view('helga'))).toEqual([]);
});

test('offers Share only for a list of who is connected, not for history or one’s own connections', () => {
  const shareIn = (list: 'who' | 'history' | 'me') =>
    count(listView(aConnectionList(), { ...frame, state: { ...state, list } }), 'share');

  expect([shareIn('who'), shareIn('history'), shareIn('me')]).toEqual([1, 0, 0]);
});

test('names a stale endpoint, with the time of its data and the reason', () => {
  const staleAsOf = new Date('2026-11-02T08:58:00Z');
  const part = { endpoint: lab, code: 'aws_throttled', since: asOf, asOf: staleAsOf } as const;

  const text = JSON.stringify(listView(aConnectionList({ connections: [], stale: [part] }), frame).blocks);

  expect(text).toContain(`*lab* (shown as of <!date^${staleAsOf.getTime() / 1000}`);
  expect(text).toContain(`couldn’t be refreshed. ${failureSentence('aws_throttled')}`);
  expect(text).toContain('No one is connected to the endpoints that responded');
});

test('says that an endpoint is shown as of an earlier time while a refresh is in progress', () => {
  const part = { endpoint: lab, asOf: new Date('2026-11-02T08:58:00Z') };

  const view = listView(aConnectionList({ older: [part], refreshing: [part] }), frame);

  expect(view.text).toContain('lab is shown as of 08:58:00 UTC. A refresh is in progress.');
  expect(view.text.match(/08:58/g)).toHaveLength(1);
});

test('offers the endpoint filter only if there are several endpoints', () => {
  expect(count(listView(aConnectionList(), frame), 'filter')).toBe(1);
  expect(count(listView(aConnectionList(), { ...frame, filters: [lab] }), 'filter')).toBe(0);
});

test.each(['lab', 'LAB', lab.id, lab.id.toUpperCase()])(
  'selects in the filter the endpoint typed as “%s”',
  (on) => {
    const view = listView(aConnectionList(), { ...frame, state: { ...state, on } });

    expect(JSON.stringify(view.blocks)).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"lab","emoji":false},"value":"lab"}',
    );
  },
);

test('names endpoints that did not respond', () => {
  const view = listView(
    aConnectionList({ connections: [], unavailable: [{ endpoint: lab, code: 'aws_throttled' }] }),
    frame,
  );

  expect(JSON.stringify(view.blocks)).toContain('*lab*');
});

test('does not mention a channel that the searched text names', () => {
  const subject = { ...state, targetRef: { kind: 'text', text: '<!channel>' } } as const;

  expect(listView(aConnectionList(), { ...frame, state: subject, sharedBy: 'helga' }).text).not.toContain(
    '<!channel>',
  );
});

test.each([
  [{}, 25, '25 of 79 connections older than 8 h'],
  [{ targetRef: { kind: 'text', text: 'bob' } }, 25, '25 of 79 connections matching “bob” older than 8 h'],
  [{}, 0, 'No connections older than 8 h'],
  [{ targetRef: { kind: 'text', text: 'bob' } }, 0, 'No connections matching “bob” older than 8 h'],
] as const)('the title says to which duration the list is limited (%o, %d)', (given, length, title) => {
  const lasting = { kind: 'older', ms: 8 * 3_600_000 } as const;
  const list = aConnectionList({ connections: connections.slice(0, length), total: 79 });

  const view = listView(list, { ...frame, state: { ...state, ...given, lasting } });

  expect(view.text.split('\n')[0]).toBe(title);
});

test('renders pages that Slack accepts for any names', () => {
  const targetRef = hostileText.map((text) => ({
    kind: 'text' as const,
    text: [...text].slice(0, 80).join(''),
  }));
  fc.assert(
    fc.property(
      hostileConnections(12),
      targetRef,
      someEndpoints(120),
      someMissing(3),
      fc.constantFrom('who', 'history', 'me'),
      (seen, subject, endpoints, unavailable, list) => {
        const stale = unavailable.map((part) => ({ ...part, asOf, since: asOf }));
        const connectionList = aConnectionList({
          connections: seen,
          endpoints,
          unavailable,
          stale,
        });
        expectPostable(
          listView(connectionList, {
            ...frame,
            filters: endpoints,
            state: { ...state, list, targetRef: subject },
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('warns in a row about a name that looks like another', () => {
  const connection = aConnection({ username: '\u0430nna@example.com', commonName: 'laptop-7' });
  const connectionList = aConnectionList({
    connections: [{ connection, endpoint: anEndpoint(), mayTerminate: true }],
  });

  expect(JSON.stringify(listView(connectionList, frame).blocks)).toContain(
    ':warning: *\u0430nna@example.com* looks like *anna@example.com*',
  );
});

test('counts and shows connections even if no endpoint returned its complete list', () => {
  const connectionList = aConnectionList({
    unavailable: [{ endpoint: anEndpoint(), code: 'aws_throttled' }],
  });

  const view = listView({ ...connectionList, endpoints: [anEndpoint()] }, frame);

  expect(view.text).not.toContain('No endpoint responded');
  expect(JSON.stringify(view.blocks)).toContain(
    '*prod-eu* didn’t respond, so its connections are missing from this list.',
  );
});

test('renders pages that Slack accepts for the longest names, and with every endpoint unavailable', () => {
  const longest = Array.from({ length: 10 }, () => longestConnection);
  const unavailable = (many: number) =>
    Array.from({ length: many }, () => ({
      endpoint: longestConnection.endpoint,
      code: 'aws_endpoint_unknown' as const,
    }));

  expectPostable(listView(aConnectionList({ connections: longest, unavailable: unavailable(2) }), frame));
  const history = { ...state, list: 'history' } as const;
  const noteOn = (_connection: unknown, most: number) =>
    `Terminated by <@U0HELGA> in <#C0HELPDESK>: “${'"'.repeat(2 * most)}”`;
  const ended = longest.map((each) => ({ ...each, mayTerminate: false }));
  const list = aConnectionList({ connections: ended, unavailable: unavailable(2) });
  expectPostable(listView(list, { ...frame, state: history, noteOn }));
  expectPostable(listView(aConnectionList({ connections: [], unavailable: unavailable(120) }), frame));
  const stale = unavailable(120).map((part) => ({ ...part, asOf, since: asOf }));
  expectPostable(listView(aConnectionList({ connections: longest, stale }), frame));
  const endpoints = Array.from({ length: 120 }, (_, n) =>
    anEndpoint({ name: `${n}${'\u{10400}'.repeat(36)}` }),
  );
  expectPostable(
    listView(aConnectionList({ connections: longest, endpoints }), { ...frame, filters: endpoints }),
  );
});

test('says that no one is connected on an endpoint without a network, and treats the list as complete', () => {
  const text = JSON.stringify(
    listView(aConnectionList({ connections: [], unassociated: [lab] }), frame).blocks,
  );

  expect(text).toContain('*lab* has no associated network, so no one is connected.');
  expect(text).toContain('"No one is connected"');
});

test('says in a history that AWS lists no connections of an endpoint without a network', () => {
  const history = { ...frame, state: { ...state, list: 'history' as const } };

  expect(JSON.stringify(listView(aConnectionList({ unassociated: [lab] }), history).blocks)).toContain(
    '*lab* has no associated network, so AWS lists none of its connections.',
  );
  const prod = anEndpoint();
  expect(JSON.stringify(listView(aConnectionList({ unassociated: [prod, lab] }), history).blocks)).toContain(
    '*prod-eu* and *lab* have no associated network, so AWS lists none of their connections.',
  );
});
