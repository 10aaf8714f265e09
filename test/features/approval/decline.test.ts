import { expect, test } from 'vitest';
import { kick } from '../../../src/features/kick/kick.ts';
import { anApp, gus, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { approveAs, asked, backups, declineAs, minuteMs } from './two-people.ts';

const lastState = (app: MemoryContext) => app.announcer.approvals.at(-1)?.state;

test.each([
  ['with a reason', '  the backup is running ', 'the backup is running'],
  ['without one', '   ', undefined],
  ['with one that nobody can see', '\u200B\u2060\u00AD', undefined],
])(
  'a second person declines %s: nothing is terminated, and no one can approve it any more',
  async (_, typed, reason) => {
    const app = anApp(backups(1));
    const request = await asked(app);

    const result = await declineAs(app, omar, request, typed);

    expect(result).toMatchObject({ kind: 'closed', isShown: true });
    expect(lastState(app)).toMatchObject({ kind: 'declined', by: { id: 'U0OMAR' }, reason });
    expect(app.log.entries.at(-1)).toMatchObject({
      kind: 'declined',
      actor: { id: 'U0OMAR' },
      detail: 'asked for by helga (U0HELGA)',
    });
    expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'over' });
    expect(app.vpn.terminations).toEqual([]);
    expect(await app.jobs.state()).toMatchObject({ open: 0 });
  },
);

test('a declined request is not made again if its submission is delivered again', async () => {
  const app = anApp(backups(1));
  const order = aKickOrder({ targetRef: { kind: 'name', name: 'svc-backup' } });
  await declineAs(app, omar, await asked(app, order));

  expect(await kick(app, order)).toEqual({ kind: 'begun' });
});

test('the requester can withdraw the request', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);

  await declineAs(app, helga, request);

  expect(lastState(app)).toMatchObject({ kind: 'withdrawn' });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'withdrawn', actor: { id: 'U0HELGA' } });
});

test('a person who may not approve may not decline either, and the attempt is recorded', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);

  expect(await declineAs(app, gus, request)).toMatchObject({ denial: { reason: 'person_guest' } });
  expect(app.log.entries.at(-1)).toMatchObject({ kind: 'refused', actor: { id: 'U0GUS' } });
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});

test('an approved request can be neither declined nor withdrawn', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await approveAs(app, omar, request);

  expect(await declineAs(app, helga, request)).toMatchObject({ kind: 'over' });
});

test('an expired request cannot be declined', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  await app.clock.sleep(10 * minuteMs);

  expect(await declineAs(app, omar, request)).toMatchObject({ kind: 'over' });
});

test('a decision that cannot be recorded does not count', async () => {
  const app = anApp(backups(1));
  const request = await asked(app);
  app.log.refuse('declined');

  await expect(declineAs(app, omar, request)).rejects.toMatchObject({ code: 'audit_unwritable' });
  expect(await approveAs(app, omar, request)).toMatchObject({ kind: 'kicked' });
});
