import { expect, it } from 'vitest';
import { Failure } from '../../src/domain/failure.ts';
import { claimedNamesFrom, effectiveClaims } from '../../src/domain/name-claim.ts';
import { listedNamesOf, type PeopleRule, vpnNamesOf } from '../../src/domain/person.ts';
import { countUsers, isListedForSeveral, isOfUser, peopleListedFor } from '../../src/domain/users.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aPerson } from '../builders/a-person.ts';
import { connectionId, personId } from '../builders/ids.ts';
import { someRules } from '../builders/some-rules.ts';
import { aNameClaim } from '../contract/a-name-claim.ts';

const bob = aPerson({ id: personId('U0BOB'), email: 'bob@example.com' });
const [bobId, ritaId] = [personId('U0BOB'), personId('U0RITA')];

function peopleWith(claims: readonly Parameters<typeof aNameClaim>[0][], map: PeopleRule['map'] = new Map()) {
  const people: PeopleRule = { match: 'email', map };
  return { ...people, claimed: claimedNamesFrom(someRules({ people }), claims.map(aNameClaim)) };
}
const on = (username: string | undefined, commonName: string, id = '0a') =>
  aConnection({ id: connectionId(`cvpn-connection-${id}`), username, commonName });

it('adds the claimed names to those of the address and of the configuration', () => {
  const people = peopleWith([{}], new Map([[bobId, ['bob-phone']]]));

  expect(vpnNamesOf(bob, people)).toEqual(['bob@example.com', 'bob-phone', 'bob-laptop']);
  expect(listedNamesOf(bobId, people)).toEqual(['bob-phone', 'bob-laptop']);
});

it('makes the connections of a claimed certificate the person’s', () => {
  const people = peopleWith([{}]);

  expect(isOfUser(on(undefined, 'BOB-laptop'), vpnNamesOf(bob, people), people)).toBe(true);
  expect(peopleListedFor(people, 'Bob-Laptop')).toEqual([bobId]);
});

it('never makes a user name theirs, even if it is the same as the certificate’s', () => {
  const people = peopleWith([{ name: 'anna' }]);
  const names = vpnNamesOf(bob, people);

  for (const person of [bobId, undefined]) {
    expect(isOfUser(on('anna', 'anna'), names, people, person)).toBe(false);
    expect(isOfUser({ ...on('CORP\\anna', 'x'), isDirectoryUser: true }, names, people, person)).toBe(false);
  }
  expect(isOfUser(on(undefined, 'anna'), names, people)).toBe(true);
});

it('leaves a user theirs whose name someone else has claimed as a certificate’s, but not that certificate', () => {
  const people: PeopleRule = { match: 'local-part', domains: ['example.com'], map: new Map() };
  const claimed = claimedNamesFrom(someRules({ people }), [aNameClaim({ name: 'rita' })]);
  const rita = aPerson({ id: ritaId, email: 'rita@example.com' });
  const isRitas = (connection: ReturnType<typeof on>) =>
    isOfUser(connection, vpnNamesOf(rita, people), { ...people, claimed }, ritaId);

  expect(isRitas(on('rita', 'x'))).toBe(true);
  expect(isRitas(on(undefined, 'rita'))).toBe(false);
});

it('leaves a user name theirs that the configuration lists for them as well', () => {
  const people = peopleWith([{ name: 'bob' }], new Map([[bobId, ['bob']]]));

  expect(isOfUser(on('bob', 'x'), vpnNamesOf(bob, people), people)).toBe(true);
});

it('makes a certificate that two people have claimed nobody’s for certain', () => {
  const people = peopleWith([{ name: 'pool' }, { name: 'POOL', person: 'U0RITA' }]);

  expect(isListedForSeveral(people, 'pool')).toBe(true);
  expect(isOfUser(on(undefined, 'pool'), vpnNamesOf(bob, people), people)).toBe(false);
});

it('counts a user of the same name as another user than the owner of the certificate', () => {
  const people = peopleWith([{ name: 'anna' }]);
  const both = [on('anna', 'x', '0a'), on(undefined, 'anna', '0b')];

  expect(countUsers(both, people, [vpnNamesOf(bob, people)])).toBe(2);
});

it('has no effect on a name that is protected, or that the configuration lists for someone else', () => {
  const rules = someRules({ people: { match: 'email', map: new Map([[ritaId, ['Bob-Laptop']]]) } });
  const claims = [aNameClaim(), aNameClaim({ name: 'svc-backup' }), aNameClaim({ name: 'bob-phone' })];

  expect(effectiveClaims(rules, claims).map(({ name }) => name)).toEqual(['bob-phone']);
  expect(claimedNamesFrom(rules, claims).of.get(bobId)).toEqual(['bob-phone']);
});

it('says why the claims may be outdated', () => {
  const failure = new Failure('store_unavailable', 'gone');

  expect(claimedNamesFrom(someRules(), [], failure).failure).toBe(failure);
});
