import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListCaption } from '../../../src/features/connections/coverage-blocks.ts';
import { teamView } from '../../../src/features/who/team-message.ts';
import { aPerson } from '../../builders/a-person.ts';
import { aTeamList } from '../../builders/a-team-list.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { groupId, personId } from '../../builders/ids.ts';
import {
  hostileConnections,
  longestConnection,
  someEndpoints,
  someMissing,
} from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectPostable } from '../../slack/slack-limits.ts';

const state = {
  list: 'who',
  targetRef: { kind: 'group', group: groupId('S0TEAM') },
  on: undefined,
  page: 0,
} as const;
const own = { about: '<!subteam^S0TEAM>', sharedBy: undefined };
const people = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    aPerson({ id: personId(`U${index}ABCDEFGHIJKLMNOP`), name: `member ${index}` }),
  );

test('shows a row with a button for each connection, and names the members who aren’t connected', () => {
  const team = aTeamList({ on: [{ person: aPerson(), connections: [longestConnection] }] });

  const text = JSON.stringify(teamView(team, state, own).blocks);

  expect(text).toContain('helga  ');
  expect(text).toContain('"action_id":"terminate"');
  expect(text).toContain('member 1');
});

test('shows a member with only possible matches as neither connected nor disconnected', () => {
  const [person] = people(1);
  if (person === undefined) throw new RangeError('no one');
  const connection = { ...longestConnection.connection, username: undefined, commonName: 'anna-laptop' };
  const possible = [{ person, connections: [{ ...longestConnection, connection }] }];

  const view = teamView(
    aTeamList({ possible, off: people(2).slice(1), certificateOnly: [anEndpoint()] }),
    state,
    own,
  );

  const text = JSON.stringify(view.blocks);
  expect(text).toMatch(/Possibly connected.*member 0 \(\*anna-laptop\* on/);
  expect(text).toContain('0 of 2 members known to be connected');
  expect(text).toContain('*No exact match*');
  expect(text).not.toContain('*Not connected*');
  expect(text).toContain('identified only by a certificate');
});

test('mentions members whom Slack did not return to the requester, and counts them for a channel', () => {
  const team = aTeamList({ unverifiable: [personId('U0GHOST'), personId('U0LOST')] });
  const textFor = (caption: ListCaption) => JSON.stringify(teamView(team, state, caption).blocks);

  expect(textFor(own)).toContain('Slack returned no details for <@U0GHOST> and <@U0LOST>');
  expect(textFor({ about: '@platform', sharedBy: 'helga' })).toContain(
    'Slack returned no details for 2 more members',
  );
});

test('shows no buttons in a shared team', () => {
  const team = aTeamList({ on: [{ person: aPerson(), connections: [longestConnection] }] });

  expect(
    JSON.stringify(teamView(team, state, { about: '@platform', sharedBy: 'helga' }).blocks),
  ).not.toContain('action_id');
});

test('counts the rows that are left out', () => {
  const many = { person: aPerson(), connections: Array.from({ length: 40 }, () => longestConnection) };

  const text = JSON.stringify(teamView(aTeamList({ on: [many] }), state, own).blocks);

  const rows = text.match(/"action_id":"terminate"/g)?.length ?? 0;
  expect(text).toContain(`and ${40 - rows} more connections`);
});

test('renders a team that Slack accepts, whatever its size and names', () => {
  fc.assert(
    fc.property(
      hostileConnections(30),
      fc.nat(300),
      hostileText,
      someEndpoints(60),
      someMissing(60),
      (connections, size, name, endpoints, unavailable) => {
        const on = connections.length === 0 ? [] : [{ person: aPerson({ name }), connections }];
        const off = people(size).map((person) => ({ ...person, name }));

        const stale = unavailable.map((part) => ({ ...part, asOf: new Date(0), since: new Date(0) }));
        const team = aTeamList({
          on,
          off,
          unknown: off,
          unverifiable: off.map(({ id }) => id),
          endpoints,
          unavailable,
          stale,
        });
        expectPostable(teamView(team, state, own));
      },
    ),
    { numRuns: 60 },
  );
});

test('shows unseen members as not connected if an endpoint has no network', () => {
  const text = JSON.stringify(teamView(aTeamList({ unassociated: [lab] }), state, own).blocks);

  expect(text).toContain('*lab* has no associated network, so no one is connected.');
  expect(text).toContain('*Not connected*');
});
