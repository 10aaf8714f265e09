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

test('an outcome is over every endpoint', () => {
  const parts = [
    aKickPart({ connections: kickedConnections(['ended']) }),
    aKickPart({ endpoint: lab, connections: kickedConnections(['failed']) }),
  ];

  expect(outcomeOf(aKick({ parts }))).toBe('partly_ended');
  expect(connectionsOf(aKick({ parts }))).toHaveLength(2);
});

test('not all has ended while sessions keep coming back', () => {
  expect(outcomeOf({ ...kickWith(['ended']), remaining: [aConnection()] })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['ended']), unapproved: [aConnection()] })).toBe('partly_ended');
});

test('whoever connects during a kick of many was no part of it: all has ended', () => {
  const kick = { ...kickWith(['ended', 'already_gone']), isMany: true, remaining: [aConnection()] };

  expect(outcomeOf(kick)).toBe('all_ended');
});

test('connections that are still to be requested, or never were, count as what they are', () => {
  expect(outcomeOf({ ...kickWith(['ended']), toRequest: 1 })).toBe('under_way');
  expect(outcomeOf({ ...kickWith(['ended']), unrequested: 1 })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith([]), unrequested: 1 })).toBe('none_ended');
});

test('not all has ended, and there was not nothing to do, where an endpoint could not be looked at', () => {
  const unavailable = [{ endpoint: lab, code: 'aws_unreachable' as const }];

  expect(outcomeOf({ ...kickWith(['ended']), unavailable })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['already_gone']), unavailable })).toBe('partly_ended');
  expect(outcomeOf({ ...kickWith(['claimed']), unavailable })).toBe('none_ended');
  expect(outcomeOf(aKick({ parts: [], unavailable }))).toBe('none_ended');
});

test('only what AWS took, or may have taken, awaits another look', () => {
  const awaiting = Object.values(connectionStates).filter(({ kind }) => awaitsLook(kind));

  expect(awaiting.map(({ kind }) => kind)).toEqual(['terminating', 'unanswered']);
});

test('a part takes the place of the one of the same request, and any other comes last', () => {
  const [first, second] = aChain([anEntryDraft(), anEntryDraft()]).map((entry) =>
    aKickPart({ entries: [entry] }),
  );
  if (first === undefined || second === undefined) throw new Error('two parts are needed');
  const later = { ...first, isUnrecorded: true };

  expect(withPart(aKick({ parts: [] }), first).parts).toEqual([first]);
  expect(withPart(aKick({ parts: [first] }), second).parts).toEqual([first, second]);
  expect(withPart(aKick({ parts: [first, second] }), later).parts).toEqual([later, second]);
});

test('a session’s new state leaves the others as they are', () => {
  const part = aKickPart({ connections: kickedConnections(['requested', 'requested']) });
  const [first, second] = part.connections;
  if (first === undefined) throw new Error('a session is needed');

  expect(withState(part, first.connection, connectionStates.ended).connections).toEqual([
    { ...first, state: connectionStates.ended },
    second,
  ]);
});

test('a session that AWS ended beyond the list is added', () => {
  const part = aKickPart();
  const more = aConnection({ id: connectionId('cvpn-connection-0f') });

  expect(withState(part, more, connectionStates.terminating).connections).toEqual([
    ...part.connections,
    { connection: more, state: connectionStates.terminating },
  ]);
});
