import { expect, test } from 'vitest';
import { needText, secondPersonNeed } from '../../src/domain/second-person.ts';
import { aConnection, someConnections } from '../builders/a-connection.ts';
import { someRules } from '../builders/some-rules.ts';

const rules = someRules({
  protected: ['svc-*'],
  kick: { minReason: 5, approveAbove: 2, listExpiresMs: 900_000 },
});

test.each([
  ['its user name', aConnection({ username: 'SVC-mail', commonName: undefined }), 'SVC-mail'],
  ['the name on its certificate', aConnection({ username: 'bob', commonName: 'svc-laptop' }), 'svc-laptop'],
])('one session is enough where %s is protected', (_, connection, name) => {
  expect(secondPersonNeed(rules, [...someConnections(1), connection])).toEqual({
    kind: 'protected_names',
    names: [name],
  });
});

test('needs approval above the limit, and none at the limit', () => {
  expect(secondPersonNeed(rules, someConnections(2))).toBeUndefined();
  expect(secondPersonNeed(rules, someConnections(3))).toEqual({ kind: 'many_sessions', above: 2 });
  expect(secondPersonNeed(rules, [])).toBeUndefined();
});

test('counts earlier terminations, unless nothing more is to be terminated', () => {
  expect(secondPersonNeed(rules, someConnections(1), 1)).toBeUndefined();
  expect(secondPersonNeed(rules, someConnections(1), 2)).toEqual({
    kind: 'many_sessions',
    above: 2,
    recent: 2,
  });
  expect(secondPersonNeed(rules, [], 7)).toBeUndefined();
});

test('describes the need for approval in words, with a few of the names', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `svc-${letter}`);

  expect(needText({ kind: 'many_sessions', above: 5 })).toBe('more than 5 sessions');
  expect(needText({ kind: 'many_sessions', above: 5, recent: 4 })).toBe(
    'more than 5 connections in 10 minutes, 4 of them before',
  );
  expect(needText({ kind: 'protected_names', names })).toBe(
    'protected: svc-a, svc-b, svc-c, svc-d, svc-e and 2 more',
  );
});
