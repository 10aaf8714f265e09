import { expect, test } from 'vitest';
import type { Correlation } from '../../../src/domain/ids.ts';
import { anApp } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { memoryListenerDeps } from '../../slack/memory-listener-deps.ts';
import { asked, backups } from './two-people.ts';

const omar = { id: 'U0OMAR', team_id: 'T0HOME', name: 'omar' };
const reasonOf = (value: string | null) => ({
  decline_reason: { decline_reason: { type: 'plain_text_input', value } },
});

async function aScene() {
  const deps = memoryListenerDeps(anApp(backups(1)));
  const request = await asked(deps.app);
  return { deps, request, kinds: () => deps.app.log.entries.map(({ kind }) => kind) };
}

const button = (action: 'approve' | 'decline', request: Correlation | string) => ({
  action_id: action,
  block_id: 'approval',
  value: request,
});

test('Approve, pressed by a second person, terminates the connections, and only their messages say so', async () => {
  const { deps, request } = await aScene();

  await deliverTo(deps, omar).press(button('approve', request));

  expect(deps.app.vpn.terminations).toHaveLength(1);
  expect(deps.app.announcer.approvals.at(-1)).toMatchObject({ state: { kind: 'approved' } });
  expect(deps.poster.sent).toEqual([]);
});

test('Approve, pressed by the requester, is denied to them alone, and counted', async () => {
  const { deps, request } = await aScene();

  await deliverTo(deps).press(button('approve', request));

  expect(deps.poster.sent).toMatchObject([{ place: 'C0HELPDESK U0HELGA' }]);
  expect(deps.refused).toEqual(['approval_own']);
  expect(deps.app.vpn.terminations).toEqual([]);
});

test('Approve, pressed too late, is answered with what became of the request', async () => {
  const { deps, request } = await aScene();
  await deliverTo(deps, omar).press(button('approve', request));

  await deliverTo(deps, omar).press(button('approve', request));

  expect(deps.poster.sent).toMatchObject([
    { text: expect.stringContaining('<@U0OMAR> already approved this request') },
  ]);
  expect(deps.refused).toEqual(['approval_over']);
});

test('Decline asks for a reason, and its modal declines the request with that reason', async () => {
  const { deps, request, kinds } = await aScene();
  const slack = deliverTo(deps, omar);

  await slack.press(button('decline', request));
  expect(kinds()).toEqual(['approval-requested']);
  const [modal] = deps.opened;
  const acks = await slack.submit(modal?.private_metadata ?? '', reasonOf('not now'), 'V1', 'decline');

  expect(acks).toEqual([undefined]);
  expect(kinds()).toEqual(['approval-requested', 'declined']);
  expect(deps.app.log.entries[1]).toMatchObject({ actor: { id: 'U0OMAR' }, reason: 'not now' });
});

test('a modal that was opened before the request arrived is filled in', async () => {
  const { deps, request } = await aScene();
  deps.waiting.set('T1', 'V1');

  await deliverTo(deps, omar).press(button('decline', request));

  expect(deps.opened).toEqual([]);
  expect(deps.filledIn).toMatchObject([{ callback_id: 'decline' }]);
});

test.each(['approve', 'decline'] as const)(
  '%s of an earlier version does nothing, and the person is told',
  async (action) => {
    const { deps, kinds } = await aScene();

    await deliverTo(deps, omar).press(button(action, '?'));

    expect(deps.poster.sent).toMatchObject([{ place: 'C0HELPDESK U0OMAR' }]);
    expect(kinds()).toEqual(['approval-requested']);
  },
);

test('a modal of an earlier version declines nothing, and the person is told', async () => {
  const { deps, kinds } = await aScene();

  await deliverTo(deps, omar).submit('[]', reasonOf(null), 'V1', 'decline');

  expect(deps.poster.sent).toMatchObject([{ how: 'post', place: 'U0OMAR' }]);
  expect(kinds()).toEqual(['approval-requested']);
});
