import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planKick } from '../../../src/features/kick/call-terminate.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';

test.each([2, 3, 5])('all %d sessions of a user are ended by name, in one call', (count) => {
  const connections = someConnections(count, { username: 'bob' });

  expect(planKick(connections, true, true)).toEqual({ by: 'username', username: 'bob' });
});

test.each([
  ['one session', someConnections(1), true, true],
  ['six sessions, more than AWS ends by name', someConnections(6), true, true],
  ['a chosen few', someConnections(3), false, true],
  ['sessions on an endpoint that knows no user names', someConnections(3), true, false],
  ['sessions of certificates', someConnections(3, { username: undefined }), true, true],
  ['sessions under an empty name', someConnections(3, { username: '' }), true, true],
])('%s are ended one call each', (_title, connections, endsAll, usernamesKnown) => {
  const ids = connections.map(({ id }) => id);

  expect(planKick(connections, endsAll, usernamesKnown)).toEqual({ by: 'connection', ids });
});

test('sessions under several spellings of a name are ended one call each, since AWS heeds case', () => {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const connections = [
    { ...first, username: 'bob' },
    { ...second, username: 'Bob' },
  ];

  expect(planKick(connections, true, true).by).toBe('connection');
});

test('a call by name never reaches beyond one name and five sessions, and no plan forgets one', () => {
  const connections = fc
    .array(fc.constantFrom('bob', 'anna', '', undefined), { maxLength: 8 })
    .map((names) =>
      someConnections(names.length).map((connection, index) => ({ ...connection, username: names[index] })),
    );

  fc.assert(
    fc.property(connections, fc.boolean(), fc.boolean(), (connections, endsAll, usernamesKnown) => {
      const plan = planKick(connections, endsAll, usernamesKnown);

      if (plan.by === 'connection') {
        expect(plan.ids).toEqual(connections.map(({ id }) => id));
      } else {
        expect(connections.length).toBeLessThanOrEqual(5);
        expect(connections.map(({ username }) => username)).toEqual(connections.map(() => plan.username));
        expect(plan.username).not.toBe('');
        expect(endsAll && usernamesKnown).toBe(true);
      }
    }),
  );
});
