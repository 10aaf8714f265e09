import { expect, test } from 'vitest';
import { valueFromBlockKey } from '../../src/features/block/payloads.ts';
import { valueFromTerminateButton } from '../../src/features/connections/payloads.ts';
import { valueFromReconnectButton } from '../../src/features/reconnect/payloads.ts';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { aConnection } from '../builders/a-connection.ts';
import { aChannelRule, someRules } from '../builders/some-rules.ts';
import { aBlock } from '../contract/a-block.ts';
import { anApp } from '../doubles/an-app.ts';
import { asked, backups } from '../features/approval/two-people.ts';
import { deliverTo } from './deliver-to.ts';
import { memoryListenerDeps } from './memory-listener-deps.ts';

const thread = '1795732531.811000';
const answerInThread = { place: `C0HELPDESK under ${thread} U0HELGA` };
const reason = { reason: { reason: { type: 'plain_text_input', value: 'hangs since noon' } } };
const length = { block: { block: { type: 'static_select', selected_option: { value: '14400s' } } } };

/** #helpdesk may block here, Bob is connected, and Mallory is blocked. */
async function aScene() {
  const app = anApp(
    [aConnection()],
    someRules({ channels: [aChannelRule({ allow: ['see', 'kick', 'block'] })] }),
  );
  const block = aBlock();
  await app.blocking.blocks.put(block);
  const deps = memoryListenerDeps(app);
  const seenAt = app.clock.now();
  const back = valueFromReconnectButton({
    targetRef: { kind: 'name', name: 'bob@example.com' },
    on: 'prod-eu',
    seenAt,
  });
  const values = {
    terminate: valueFromTerminateButton({ connection: aConnection().id, asOf: seenAt, on: 'prod-eu' }),
    kick_again: back,
    block: back,
    lift: valueFromBlockKey(block),
  };
  return { deps, app, values, ...deliverTo(deps) };
}

test.each([
  ['terminate', 'kick', reason],
  ['kick_again', 'kick', reason],
  ['block', 'block', { ...reason, ...length }],
  ['lift', 'unblock', reason],
] as const)(
  'what came of the modal that %s opens in a thread is answered there, where no direct message can be sent',
  async (action_id, callback, answers) => {
    const { deps, app, values, press, submit } = await aScene();
    await press({ action_id, block_id: 'b', value: values[action_id] }, { thread_ts: thread });
    const modal = [...deps.opened, ...deps.filledIn].at(-1);
    await app.clock.sleep(app.rules.kick.listExpiresMs + 1);
    deps.poster.refuse('U0HELGA', 'channel_not_found');

    await submit(modal?.private_metadata ?? '', answers, 'V1', callback);

    expect(modal?.callback_id).toBe(callback);
    expect(deps.poster.sent).toMatchObject([answerInThread]);
  },
);

test('what came of declining in a thread is answered there, where no direct message can be sent', async () => {
  const deps = memoryListenerDeps(anApp(backups(1)));
  const request = await asked(deps.app);
  const { press, submit } = deliverTo(deps, { id: 'U0OMAR', team_id: 'T0HOME', name: 'omar' });
  await press({ action_id: 'decline', block_id: 'approval', value: request }, { thread_ts: thread });
  const { private_metadata: memory = '' } = deps.opened.at(-1) ?? {};
  await submit(memory, {}, 'V1', 'decline');
  deps.poster.refuse('U0OMAR', 'channel_not_found');

  await submit(memory, {}, 'V2', 'decline');

  expect(deps.poster.sent).toMatchObject([{ place: `C0HELPDESK under ${thread} U0OMAR` }]);
});

/** Their buttons carry nothing that could be unreadable. */
const carryNothing: readonly string[] = [actionIds.claimName, actionIds.homeRefresh];

test.each(Object.values(actionIds).filter((id) => !carryNothing.includes(id)))(
  'a press of %s in a thread that nothing can be read from is answered there',
  async (action_id) => {
    const { deps, press } = await aScene();

    await press({ action_id, block_id: '?', value: '?' }, { thread_ts: thread });

    expect(deps.poster.sent).toMatchObject([answerInThread]);
  },
);
