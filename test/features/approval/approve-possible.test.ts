import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { parseApprovalJob } from '../../../src/features/kick/approval-job.ts';
import { type KickOrder, kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext, omar, secops } from '../../doubles/an-app.ts';
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
  const app = anApp([first, second, laptop, tablet], { kick: { ...someRules().kick, approveAbove: 2 } });
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  const order: KickOrder = {
    ...aKickOrder({
      requester: aRequester(helga, 'C0SECOPS'),
      targetRef: { kind: 'person', person: bob.id },
    }),
    also: ticked.map(({ id }) => id),
  };
  const approved = (rules: Partial<Rules> = {}) =>
    approve(
      { ...app, rules: { ...app.rules, ...rules } },
      { requester: aRequester(omar, 'C0SECOPS'), correlation: order.correlation },
    );
  return { app, order, approved };
}

const endedIn = ({ vpn }: MemoryContext) =>
  vpn.terminations.map((what) => (what.by === 'connection' ? what.id : what.username)).toSorted();
const requestIn = ({ log }: MemoryContext) => log.entries.find(({ kind }) => kind === 'approval-requested');

test('a kick with ticked possible matches that needs an approval shows every name to the approver', async () => {
  const { app, order } = aScene(laptop);

  expect(await kick(app, order)).toMatchObject({ kind: 'approval_asked' });

  expect(app.vpn.terminations).toEqual([]);
  expect(app.announcer.approvals[0]).toMatchObject({
    names: 'bob@example.com, bob-laptop',
    count: 3,
    detail: '3 sessions on prod-eu, lab; more than 2 sessions; may also be theirs: bob-laptop',
  });
  expect(requestIn(app)?.connections?.map(({ id }) => id)).toContain(laptop.id);
});

test('an approved kick terminates the ticked possible matches with the rest, and no other certificate', async () => {
  const { app, order, approved } = aScene(laptop);
  await kick(app, order);

  expect(await approved()).toMatchObject({ kind: 'kicked', kick: { unapproved: [] } });

  expect(endedIn(app)).toEqual(['bob@example.com', laptop.id].toSorted());
});

test('an approved kick terminates only those of the person’s own connections that stayed ticked', async () => {
  const { app, order, approved } = aScene(laptop, tablet);
  await kick(app, { ...order, only: [first.id] });

  await approved();

  expect(endedIn(app)).toEqual([first.id, laptop.id, tablet.id].toSorted());
});

test('an approved kick terminates ticked possible matches even if the person’s own connections have ended', async () => {
  const { app, order, approved } = aScene(laptop);
  await kick(app, order);
  for (const { id } of [first, second]) app.vpn.forget(id);

  expect(await approved()).toMatchObject({ kind: 'kicked' });

  expect(endedIn(app)).toEqual([laptop.id]);
});

test('an approved kick leaves out a certificate that was mapped to another person since the request', async () => {
  const { app, order, approved } = aScene(laptop);
  await kick(app, order);

  await approved({ people: { ...app.rules.people, map: new Map([[omar.id, ['bob-laptop']]]) } });

  expect(endedIn(app)).toEqual(['bob@example.com']);
});

test('several certificates need kick-many at the approval, too', async () => {
  const { app, order, approved } = aScene(laptop, tablet);
  await kick(app, order);
  const { channels } = someRules({ channels: [{ ...secops, allow: ['see', 'kick'] }] });

  expect(await approved({ channels })).toMatchObject({
    kind: 'closed',
    approval: { state: { kind: 'refused' } },
  });
  expect(app.vpn.terminations).toEqual([]);
});

test('a request of an earlier version has no ticked possible matches', () => {
  const payload = JSON.stringify([['c0ffee00', '', 'name', 'bob'], ['all'], ['bob']]);

  expect(parseApprovalJob({ key: 'approval c0ffee00', payload })).toMatchObject({ also: [] });
});
