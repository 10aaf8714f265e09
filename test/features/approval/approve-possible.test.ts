import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { parseApprovalTask } from '../../../src/features/kick/approval-job.ts';
import { type KickOrder, kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aWorld, bob, helga, type MemoryWorld, omar, secops } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';

const [first = aConnection(), second = aConnection()] = someConnections(2);
const [laptop, tablet] = ['bob-laptop', 'bob-tablet'].map((commonName, place) =>
  aConnection({
    id: connectionId(`cvpn-connection-1ab${place}`),
    endpointId: lab.id,
    username: undefined,
    commonName,
  }),
) as [Connection, Connection];

/** Bob has two connections, and two certificates on lab may be his; more than two need a second person. */
function aScene(...ticked: readonly Connection[]) {
  const world = aWorld([first, second, laptop, tablet], { kick: { ...someRules().kick, approveAbove: 2 } });
  world.vpn.factsOf.set(lab.id, certificatesOnly);
  const order: KickOrder = {
    ...aKickOrder({ asker: anAsker(helga, 'C0SECOPS'), whom: { kind: 'person', person: bob.id } }),
    also: ticked.map(({ id }) => id),
  };
  const approved = (rules: Partial<Rules> = {}) =>
    approve(
      { ...world, rules: { ...world.rules, ...rules } },
      { asker: anAsker(omar, 'C0SECOPS'), correlation: order.correlation },
    );
  return { world, order, approved };
}

const endedIn = ({ vpn }: MemoryWorld) =>
  vpn.terminations.map((what) => (what.by === 'connection' ? what.id : what.username)).toSorted();
const requestIn = ({ log }: MemoryWorld) => log.entries.find(({ kind }) => kind === 'approval-requested');

test('a kick with ticked connections that needs a second person is put up for approval with every name', async () => {
  const { world, order } = aScene(laptop);

  expect(await kick(world, order)).toMatchObject({ kind: 'approval_asked' });

  expect(world.vpn.terminations).toEqual([]);
  expect(world.announcer.approvals[0]).toMatchObject({
    names: 'bob@example.com, bob-laptop',
    sessions: 3,
    detail: '3 sessions on prod-eu, lab; more than 2 sessions; may also be theirs: bob-laptop',
  });
  expect(requestIn(world)?.connections?.map(({ id }) => id)).toContain(laptop.id);
});

test('once approved, what was ticked ends with the rest, and no other certificate', async () => {
  const { world, order, approved } = aScene(laptop);
  await kick(world, order);

  expect(await approved()).toMatchObject({ kind: 'kicked', kick: { unapproved: [] } });

  expect(endedIn(world)).toEqual(['bob@example.com', laptop.id].toSorted());
});

test('only what was left ticked of the person’s own ends with it', async () => {
  const { world, order, approved } = aScene(laptop, tablet);
  await kick(world, { ...order, only: [first.id] });

  await approved();

  expect(endedIn(world)).toEqual([first.id, laptop.id, tablet.id].toSorted());
});

test('what was ticked ends also where the person’s own connections have ended meanwhile', async () => {
  const { world, order, approved } = aScene(laptop);
  await kick(world, order);
  for (const { id } of [first, second]) world.vpn.forget(id);

  expect(await approved()).toMatchObject({ kind: 'kicked' });

  expect(endedIn(world)).toEqual([laptop.id]);
});

test('leaves out a certificate that has been mapped to another person since the request', async () => {
  const { world, order, approved } = aScene(laptop);
  await kick(world, order);

  await approved({ people: { ...world.rules.people, map: new Map([[omar.id, ['bob-laptop']]]) } });

  expect(endedIn(world)).toEqual(['bob@example.com']);
});

test('several certificates need the grant for many at the approval, too', async () => {
  const { world, order, approved } = aScene(laptop, tablet);
  await kick(world, order);
  const { channels } = someRules({ channels: [{ ...secops, allow: ['see', 'kick'] }] });

  expect(await approved({ channels })).toMatchObject({
    kind: 'settled',
    approval: { state: { kind: 'refused' } },
  });
  expect(world.vpn.terminations).toEqual([]);
});

test('a request of an earlier version has no ticked connections', () => {
  const payload = JSON.stringify([['c0ffee00', '', 'name', 'bob'], ['all'], ['bob']]);

  expect(parseApprovalTask({ key: 'approval c0ffee00', payload })).toMatchObject({ also: [] });
});
