import { expect, test } from 'vitest';
import { findRequestAgain } from '../../../src/features/approval/request-again.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { channelId, correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, omar } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { resumeAfter } from '../kick/after-a-crash.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

async function expired(app = anApp(backups(1)), ...order: Parameters<typeof aKickOrder>[]) {
  const request = await asked(app, ...order.map((each) => aKickOrder(...each)));
  await resumeAfter(10 * minuteMs, app);
  return { app, request };
}

test.each([helga, omar])(
  'an expired request can be made again, also by someone else: $name',
  async (person) => {
    const { app, request } = await expired();

    expect(await findRequestAgain(app, aRequester(person), request)).toEqual({
      kind: 'found',
      selection: { targetRef: { kind: 'name', name: 'svc-backup' }, on: 'prod-eu' },
      connections: backups(1).map(({ id }) => id),
      reason: app.log.entries[0]?.reason,
    });
  },
);

test('a name with a comma stays one name', async () => {
  const name = 'svc-Baker, Bob';
  const app = anApp(someConnections(1, { username: name, commonName: undefined }), { protected: ['svc-*'] });
  const { request } = await expired(app, [{ targetRef: { kind: 'name', name } }]);

  expect(await findRequestAgain(app, aRequester(helga), request)).toMatchObject({
    selection: { targetRef: { kind: 'name', name } },
  });
});

test('if a connection is no longer listed, its name is unknown, and nothing is offered', async () => {
  const { app, request } = await expired();
  app.vpn.connections = async () => [];

  expect(await findRequestAgain(app, aRequester(helga), request)).toEqual({ kind: 'unclear' });
});

test.each([
  ['open', async () => {}],
  [
    'declined',
    (app: ReturnType<typeof anApp>, id: ReturnType<typeof correlation>) => declineAs(app, omar, id),
  ],
  [
    'approved',
    (app: ReturnType<typeof anApp>, id: ReturnType<typeof correlation>) => approveAs(app, omar, id),
  ],
] as const)('a request that is %s is not made again', async (_, decide) => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await decide(app, request);

  expect(await findRequestAgain(app, aRequester(helga), request)).toEqual({ kind: 'not_over' });
});

test('neither from another channel nor by someone without the grant', async () => {
  const { app, request } = await expired();
  app.directory.setMembership(channelId('C0HELPDESK'), bob.id, 'absent');

  expect(await findRequestAgain(app, aRequester(omar, 'C0SECOPS'), request)).toEqual({ kind: 'unknown' });
  expect(await findRequestAgain(app, aRequester(helga), correlation('corr-none'))).toEqual({
    kind: 'unknown',
  });
  expect(await findRequestAgain(app, aRequester(bob), request)).toMatchObject({
    kind: 'refused',
    denial: { reason: 'membership_missing' },
  });
});

test('Request again opens the kick modal for the same name with the reason, and does nothing more', async () => {
  const { app, request } = await expired();
  const deps = memoryListenerDeps(app);
  const entries = app.log.entries.length;

  await deliverTo(deps).press({ action_id: 'approval_again', block_id: 'approval_again', value: request });

  const modal = JSON.stringify([deps.opened, deps.filledIn]);
  expect(modal).toContain('svc-backup');
  expect(modal).toContain(`"initial_value":"${app.log.entries[0]?.reason}"`);
  expect(app.log.entries).toHaveLength(entries);
  expect(app.vpn.terminations).toEqual([]);
});

test('Request again selects only the connections of the request', async () => {
  const app = anApp(backups(3));
  const only = backups(2).map(({ id }) => id);
  const { request } = await expired(app, [{ targetRef: { kind: 'name', name: 'svc-backup' }, only }]);
  const deps = memoryListenerDeps(app);

  await deliverTo(deps).press({ action_id: 'approval_again', block_id: 'approval_again', value: request });

  const blocks = (deps.filledIn.at(-1) ?? deps.opened.at(-1))?.blocks ?? [];
  const [checkboxes] = blocks.flatMap((block) =>
    'element' in block && block.element.type === 'checkboxes' ? [block.element] : [],
  );
  expect(checkboxes?.options).toHaveLength(3);
  expect(checkboxes?.initial_options?.map(({ value }) => value)).toEqual(only);
});
