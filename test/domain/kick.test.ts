import { expect, test } from 'vitest';
import {
  awaitsLook,
  connectionsOf,
  outcomeOf,
  type TerminationState,
  withPart,
  withState,
} from '../../src/domain/kick.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aKick, aKickPart, connectionStates, kickedConnections } from '../builders/a-kick.ts';
import { lab } from '../builders/an-endpoint.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { connectionId } from '../builders/ids.ts';

type Kinds = readonly TerminationState['kind'][];
const kickWith = (kinds: Kinds) => aKick({ parts: [aKickPart({ connections: kickedConnections(kinds) })] });

test.each<[string, Kinds]>([
  ['under_way', ['requested', 'ended']],
  ['under_way', ['terminating', 'failed']],
  ['under_way', ['unanswered']],
  ['all_ended', ['ended', 'ended']],
  ['all_ended', ['ended', 'already_gone']],
  ['partly_ended', ['ended', 'failed']],
  ['partly_ended', ['ended', 'claimed']],
  ['partly_ended', ['already_gone', 'not_ended']],
  ['none_ended', ['not_ended']],
  ['none_ended', ['unconfirmed', 'failed']],
  ['nothing_to_do', ['already_gone']],
  ['nothing_to_do', ['claimed', 'already_gone']],
])('the outcome is %s when the sessions are %j', (outcome, kinds) => {
  expect(outcomeOf(kickWith(kinds))).toBe(outcome);
});

test('computes the outcome from all endpoints', () => {
  const parts = [
    aKickPart({ connections: kickedConnections(['ended']) }),
    aKickPart({ endpoint: lab, connections: kickedConnections(['failed']) }),
  ];

  expect(outcomeOf(aKick({ parts }))).toBe('partly_ended');
  expect(connectionsOf(aKick({ parts }))).toHaveLength(2);
});

test('is partly terminated while the person keeps reconnecting', () => {
  expect(outcomeOf({ ...kickWith(['ended']), remaining: [aConnection()] })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['ended']), unapproved: [aConnection()] })).toBe('partly_ended');
});

test('ignores connections that start during a kick of many', () => {
  const kick = { ...kickWith(['ended', 'already_gone']), isMany: true, remaining: [aConnection()] };

  expect(outcomeOf(kick)).toBe('all_ended');
});

test('counts connections that are waiting or were never requested', () => {
  expect(outcomeOf({ ...kickWith(['ended']), toRequest: 1 })).toBe('under_way');
  expect(outcomeOf({ ...kickWith(['ended']), unrequested: 1 })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith([]), unrequested: 1 })).toBe('none_ended');
});

test('is neither complete nor empty if an endpoint could not be checked', () => {
  const unavailable = [{ endpoint: lab, code: 'aws_unreachable' as const }];

  expect(outcomeOf({ ...kickWith(['ended']), unavailable })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['already_gone']), unavailable })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['claimed']), unavailable })).toBe('none_ended');
  expect(outcomeOf(aKick({ parts: [], unavailable }))).toBe('none_ended');
});

test('only connections that AWS accepted, or may have accepted, await confirmation', () => {
  const awaiting = Object.values(connectionStates).filter(({ kind }) => awaitsLook(kind));

  expect(awaiting.map(({ kind }) => kind)).toEqual(['terminating', 'unanswered']);
});

test('a part replaces the part of the same request, or is added at the end', () => {
  const [first, second] = aChain([anEntryDraft(), anEntryDraft()]).map((entry) =>
    aKickPart({ entries: [entry] }),
  );
  if (first === undefined || second === undefined) throw new Error('two parts are needed');
  const later = { ...first, isUnrecorded: true };

  expect(withPart(aKick({ parts: [] }), first).parts).toEqual([first]);
  expect(withPart(aKick({ parts: [first] }), second).parts).toEqual([first, second]);
  expect(withPart(aKick({ parts: [first, second] }), later).parts).toEqual([later, second]);
});

test('a new state of one connection leaves the others unchanged', () => {
  const part = aKickPart({ connections: kickedConnections(['requested', 'requested']) });
  const [first, second] = part.connections;
  if (first === undefined) throw new Error('a session is needed');

  expect(withState(part, first.connection, connectionStates.ended).connections).toEqual([
    { ...first, state: connectionStates.ended },
    second,
  ]);
});

test('adds a connection that AWS terminated although it was not listed', () => {
  const part = aKickPart();
  const more = aConnection({ id: connectionId('cvpn-connection-0f') });

  expect(withState(part, more, connectionStates.terminating).connections).toEqual([
    ...part.connections,
    { connection: more, state: connectionStates.terminating },
  ]);
});
