import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noPossibleMatches } from '../../../src/domain/connection-list.ts';
import { parseSuggestion } from '../../../src/features/connections/payloads.ts';
import { kickAnswerView, takenView } from '../../../src/features/kick/answers.ts';
import type { KickFinding } from '../../../src/features/kick/kick-finding.ts';
import { expiredListView } from '../../../src/slack/block-kit/notice.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { aTypedRequest } from '../../builders/a-typed-request.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { botNames } from '../../builders/bot-names.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import {
  hostileConnections,
  someEndpoints,
  someMissing,
  someUnmet,
} from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

type None = Extract<KickFinding, { kind: 'none' }>;

const at = new Date('2026-11-02T09:00:00Z');

test('offers ten close names with a button each, which keeps the reason, and the others as text', () => {
  const candidates = Array.from({ length: 34 }, (_, index) => ({
    connection: aConnection({
      id: connectionId(`cvpn-connection-${index.toString(16)}`),
      username: `anna${index}`,
    }),
    endpoint: anEndpoint(),
    mayTerminate: true,
  }));

  const { blocks } = kickAnswerView(
    { kind: 'ambiguous', name: 'anna', candidates },
    aTypedRequest({ on: 'prod-eu' }),
    botNames,
  );

  const values = blocks.flatMap((block) =>
    block.type === 'section' && block.accessory?.type === 'button' ? [block.accessory.value ?? ''] : [],
  );
  expect(values.map(parseSuggestion)).toMatchObject(
    Array.from({ length: 10 }, (_, index) => ({
      targetRef: { kind: 'name', name: `anna${index}` },
      on: 'prod-eu',
      reason: 'laptop stolen',
    })),
  );
  expect(JSON.stringify(blocks.at(-1))).toMatch(/\*anna10\*.*\*anna29\*.*and 4 more names/);
});

test('offers each close name once, with its number of connections', () => {
  const candidates = ['0a', '0b', '0c'].map((id) => ({
    connection: aConnection({
      id: connectionId(`cvpn-connection-${id}`),
      username: id === '0c' ? 'hanna' : 'joanna',
    }),
    endpoint: anEndpoint(),
    mayTerminate: true,
  }));

  const text = JSON.stringify(
    kickAnswerView({ kind: 'ambiguous', name: 'anna', candidates }, aTypedRequest(), botNames).blocks,
  );

  expect(text.match(/\*joanna\*/g)).toHaveLength(1);
  expect(text).toContain('2 connections');
  expect(text).toContain('*hanna*');
});

test('asks to kick fewer people or to use break-glass if there are more names than an approver can be shown', () => {
  expect(kickAnswerView({ kind: 'too_many_to_approve', names: 3_000 }, aTypedRequest(), botNames).text).toBe(
    ':warning: *No connections were terminated.* This kick needs approval, and 3,000 names are too many to show an approver. Kick fewer people at a time. In an emergency, people authorized for break-glass can use `/vpn kick … break-glass reason`.',
  );
});

function aNone(given: Partial<None> = {}): None {
  const targetRef = { kind: 'name', name: 'bob' } as const;
  return {
    kind: 'none',
    targetRef,
    unavailable: [],
    unassociated: [],
    outOfScope: [],
    unresolved: [],
    otherUsers: [],
    possible: noPossibleMatches,
    ...given,
  };
}

test('shows possible matches with a Terminate button if there is nothing else to terminate', () => {
  const connection = aConnection({ username: undefined, commonName: 'bob-laptop' });
  const connections = [{ connection, endpoint: anEndpoint(), mayTerminate: true }];

  const view = kickAnswerView(
    aNone({ possible: { connections, certificateOnly: [anEndpoint()] } }),
    aTypedRequest(),
    botNames,
  );

  const text = JSON.stringify(view.blocks);
  expect(text).toMatch(/Possible matches.*bob-laptop/);
  expect(text).toContain('"action_id":"terminate"');
  expect(text).toContain('identified only by a certificate');
});

test('says that no one is connected to the endpoint', () => {
  expect(
    kickAnswerView(aNone({ targetRef: { kind: 'everyone' } }), aTypedRequest({ on: 'prod-eu' }), botNames)
      .text,
  ).toContain('No one is connected to prod-eu.');
});

test('says which of several targets are off, and which are unknown', () => {
  const unresolved = [
    { targetRef: { kind: 'name', name: 'nobody@example.com' }, why: 'off' },
    { targetRef: { kind: 'person', person: personId('U0GUS') }, why: 'nameless' },
  ] as const;

  const text = JSON.stringify(kickAnswerView(aNone({ unresolved }), aTypedRequest(), botNames).blocks);

  expect(text).toContain('Not connected: *nobody@example.com*');
  expect(text).toContain('a VPN name for <@U0GUS>');
});

test('says that there is no connection only about endpoints that responded', () => {
  const everywhere = kickAnswerView(aNone(), aTypedRequest(), botNames);
  const somewhere = kickAnswerView(
    aNone({ unavailable: [{ endpoint: lab, code: 'aws_unreachable' }] }),
    aTypedRequest(),
    botNames,
  );

  expect(everywhere.text).not.toBe(somewhere.text);
  expect(JSON.stringify(somewhere.blocks)).toContain('*lab*');
});

test('names the endpoints that were left out', () => {
  expect(
    JSON.stringify(kickAnswerView(aNone({ outOfScope: [lab] }), aTypedRequest(), botNames).blocks),
  ).toContain('lab');
});

test('renders answers that Slack accepts, whatever the names', () => {
  const answer = fc.oneof(
    fc
      .record({ unavailable: someMissing(60), outOfScope: someEndpoints(60), unresolved: someUnmet })
      .map(aNone),
    fc.record({
      kind: fc.constant('ambiguous' as const),
      name: hostileText,
      candidates: hostileConnections(30, 1),
    }),
    fc.record({
      kind: fc.constant('unknown_endpoint' as const),
      text: hostileText,
      known: someEndpoints(120).map((endpoints) => endpoints.map(({ name }) => name)),
    }),
    fc.constant({ kind: 'nameless' as const, person: personId('U0BOB'), why: 'unknown' as const }),
  );

  fc.assert(
    fc.property(answer, hostileText, (finding, reason) =>
      expectPostable(kickAnswerView(finding, aTypedRequest({ reason: reason.repeat(20) }), botNames)),
    ),
    { numRuns: 60 },
  );
  expectPostable(takenView('U0OMAR', at));
  expectPostable(expiredListView(at));
});

test('names the other users of a person’s certificates if the person has no connection of their own', () => {
  const connection = aConnection({ username: 'anna@example.com', commonName: 'shared-client' });
  const view = kickAnswerView(
    aNone({
      targetRef: { kind: 'person', person: personId('U0BOB') },
      otherUsers: [{ connection, endpoint: lab, mayTerminate: true }],
    }),
    aTypedRequest(),
    botNames,
  );

  expect(view.text.split('\n')[0]).toBe('<@U0BOB> has no active connection of their own.');
  expect(JSON.stringify(view.blocks)).toContain('It is also used by *anna@example.com*');
});

test('names an endpoint without a network if no one was found', () => {
  expect(
    JSON.stringify(kickAnswerView(aNone({ unassociated: [lab] }), aTypedRequest(), botNames).blocks),
  ).toContain('*lab* has no associated network, so no one is connected.');
});
