import { expect, test } from 'vitest';
import { isAskedFor } from '../../../src/features/audit/entry-query.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { personId } from '../../builders/ids.ts';

const [entry] = aChain([
  anEntryDraft({
    kind: 'finished',
    correlation: 'a1b2c3d4e5',
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
    endpoint: { id: 'cvpn-endpoint-0e', name: 'prod-eu', region: 'eu-west-1' },
    target: 'Bob@example.com, bob-laptop',
    reason: 'Ticket 4711: stale session',
    connections: [{ id: 'cvpn-connection-0c1' }, { id: 'cvpn-connection-0c2' }],
    awsRequestId: 'request-1',
  }),
]);

test.each([
  ['the actor’s name', 'helga'],
  ['the actor’s id', 'u0helga'],
  ['a part of the target', 'BOB-LAP'],
  ['a part of the reason', 'stale'],
  ['any of the connections', 'cvpn-connection-0c2'],
  ['a part of a connection’s id', '0c1'],
  ['the channel', 'helpdesk'],
  ['the endpoint', 'prod-eu'],
  ['the kind', 'finished'],
  ['the correlation that an answer named', 'a1b2c3d4e5'],
  ['AWS’ number for the call', 'request-1'],
  ['the entry’s own number', '1'],
  ['its number as a message writes it', '#1'],
  ['a number in the reason', '4711'],
])('an entry is found by %s', (_, text) => {
  expect(entry && isAskedFor(entry, { parties: [], text })).toBe(true);
});

test.each(['joanna', '471 1', '#4711', 'cvpn-connection-0c3', 'T0HOME'])(
  'an entry is not found by %s',
  (text) => {
    expect(entry && isAskedFor(entry, { parties: [], text })).toBe(false);
  },
);

const helga = personId('U0HELGA');
const bob = personId('U0BOB');

test.each([
  ['what a person did', helga, [], true],
  ['what was done to a name of theirs, whatever its case', bob, ['bob@EXAMPLE.com'], true],
  ['what was done to one name among several', bob, ['bob-laptop'], true],
  ['nothing of names that only contain theirs', bob, ['bob'], false],
  ['nothing of others', bob, ['anna@example.com'], false],
])('a search for a person finds %s', (_, id, names, expected) => {
  expect(entry && isAskedFor(entry, { parties: [{ kind: 'by_or_about', id, names, directories: [] }] })).toBe(
    expected,
  );
});

test.each([
  ['a name with a comma alone', 'Baker, Bob', ['Baker, Bob'], true],
  ['among others', 'anna, Baker, Bob, bob-laptop', ['baker, bob'], true],
  ['last of those that are listed', 'anna, Baker, Bob and 3 more', ['Baker, Bob'], true],
  ['in another spelling', 'anna, Baker,\u00A0Bob ', ['Baker, Bob'], true],
  ['and not a part of it', 'Baker, Bobby', ['Baker, Bob'], false],
  ['nor one that ends so', 'Shoemaker, Bob', ['Maker, Bob', 'Baker, Bob'], false],
  ['nor a name of which nothing can be seen', 'anna, bob', ['\u200B', ''], false],
  ['nor anything where nobody is named', '', ['', ' '], false],
])('a name that contains a comma is found: %s', (_, target, names, expected) => {
  const [one] = aChain([anEntryDraft({ target })]);

  expect(
    one && isAskedFor(one, { parties: [{ kind: 'by_or_about', id: bob, names, directories: [] }] }),
  ).toBe(expected);
});

test.each([
  ['CORP\\bob', true],
  ['anna, CORP\\Bob', true],
  ['CORP\\bobby', false],
  ['bob', false],
  ['bob@partner.example', false],
])('actions on a directory user are found by the person’s address: %s', (target, expected) => {
  const [one] = aChain([anEntryDraft({ target })]);

  expect(
    one &&
      isAskedFor(one, {
        parties: [{ kind: 'by_or_about', id: bob, names: ['bob@example.com'], directories: [] }],
      }),
  ).toBe(expected);
});

test.each([
  ['the user\u2019s own wish', "user's own wish"],
  ["the user's own wish", 'user\u2019s  own wish '],
  ['Kiosk \u2013 Lobby hangs', 'kiosk - lobby'],
  ['Bob\u00A0Baker asked', 'Bob Baker'],
])('a text is found in a reason with any quotes, dashes and spaces: %j by %j', (reason, text) => {
  const [one] = aChain([anEntryDraft({ reason })]);

  expect(one && isAskedFor(one, { parties: [], text })).toBe(true);
});

test.each(['bob (U0BOB)', 'U0BOB'])('a denied action is found by its target: %s', (target) => {
  const [refused] = aChain([anEntryDraft({ kind: 'refused', target })]);

  expect(
    refused &&
      isAskedFor(refused, { parties: [{ kind: 'by_or_about', id: bob, names: [], directories: [] }] }),
  ).toBe(true);
});

test('a request about everyone on an endpoint is found by each person whom it names', () => {
  const detail = '2 sessions on lab; more than 1 sessions; names: anna, Baker, Bob';
  const [one] = aChain([anEntryDraft({ kind: 'approval-requested', target: 'everyone on lab', detail })]);
  if (one === undefined) throw new Error('a chain of one has one');

  expect(
    isAskedFor(one, { parties: [{ kind: 'by_or_about', id: bob, names: ['baker, bob'], directories: [] }] }),
  ).toBe(true);
  expect(isAskedFor(one, { parties: [], text: 'anna' })).toBe(true);
  expect(
    isAskedFor(one, { parties: [{ kind: 'by_or_about', id: bob, names: ['carl'], directories: [] }] }),
  ).toBe(false);
});
