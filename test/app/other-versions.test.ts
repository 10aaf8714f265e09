import { expect, test } from 'vitest';
import { actionIds } from '../../src/slack/block-kit/action-ids.ts';
import { deliverTo } from '../slack/deliver-to.ts';
import { memoryListenerDeps } from '../slack/memory-listener-deps.ts';

const answer = 'from another version of Bouncer';
const said = (deps: ReturnType<typeof memoryListenerDeps>) => JSON.stringify(deps.poster.views);

test('a button that only another version knows is acknowledged and answered', async () => {
  const deps = memoryListenerDeps();

  const acks = await deliverTo(deps).press({ action_id: 'list_of_tomorrow', block_id: 'b', value: 'v' });

  expect(acks).toEqual([undefined]);
  expect(said(deps)).toContain(answer);
});

test('a modal that only another version knows closes, and its submission is answered', async () => {
  const deps = memoryListenerDeps();

  const acks = await deliverTo(deps).submit('[]', {}, 'V1', 'kick_of_tomorrow');

  expect(acks).toEqual([undefined]);
  expect(said(deps)).toContain(answer);
  expect(deps.app.log.entries).toEqual([]);
});

test.each(Object.values(actionIds))('%s has one listener, which acknowledges it once', async (id) => {
  const acks = await deliverTo(memoryListenerDeps()).press({ action_id: id, block_id: 'b', value: 'v' });

  expect(acks).toEqual([undefined]);
});
