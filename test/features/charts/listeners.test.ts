import { expect, test } from 'vitest';
import type { Rules } from '../../../src/domain/rules.ts';
import { valueFromCharts } from '../../../src/features/charts/payloads.ts';
import { openingView } from '../../../src/features/home/messages.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import { aPerson } from '../../builders/a-person.ts';
import { anObservation } from '../../builders/a-usage-series.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { channelId } from '../../builders/ids.ts';
import { anApp, gus, helga, helpdesk } from '../../doubles/an-app.ts';
import { MemoryDirectory } from '../../doubles/memory-directory.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { type MemoryListenerDeps, memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

async function aScene(given: Partial<MemoryListenerDeps['app']> = {}, allow = helpdesk.allow) {
  const rules = anApp().rules;
  const endpoints = [anEndpoint()];
  const channels = new Map([...rules.channels, [helpdesk.id, { ...helpdesk, allow, endpoints }]]);
  const app = { ...anApp([], { channels }), ...given };
  await app.history?.recordObservation(anObservation(app.clock.now(), 41));
  return memoryListenerDeps(app);
}

function press(deps: MemoryListenerDeps, endpoint = anEndpoint().id) {
  const pressed = { action_id: actionIds.charts, block_id: 'b', value: valueFromCharts(endpoint) };
  return deliverTo(deps).press(pressed);
}

const answersOf = (deps: MemoryListenerDeps) => deps.poster.sent.map(({ text }) => text);

test('sends two pictures with their figures to the person who pressed, and tells them where', async () => {
  const deps = await aScene();

  await press(deps);

  expect(deps.shared).toMatchObject([
    {
      person: 'U0HELGA',
      view: { text: expect.stringContaining('Last 24 hours: peak 41') },
      files: [
        {
          name: expect.stringMatching(/^prod-eu-day-.*\.png$/),
          title: 'Connections to prod-eu, last 24 hours',
          altText: expect.stringContaining('peak 41'),
        },
        { title: 'Connections to prod-eu, last 7 days' },
      ],
    },
  ]);
  expect(answersOf(deps)).toEqual([expect.stringContaining('are in your direct messages')]);
});

test('writes the times of the pictures in the time zone of the person', async () => {
  const zoned = aPerson({ zone: 'America/New_York' });
  const deps = await aScene({
    directory: new MemoryDirectory([zoned], [{ ...(await channelOf()) }]),
  });

  await press(deps);

  expect(deps.shared[0]?.files[0]?.altText).toContain('Times in America/New York');
});

test('a click is authorized again', async () => {
  const deps = await aScene({}, ['audit']);

  await press(deps);

  expect(deps.refused).toEqual(['grant_missing']);
  expect(deps.shared).toEqual([]);
});

test('a forged button shows no endpoint of another channel', async () => {
  const deps = await aScene();

  await press(deps, lab.id);

  expect(deps.shared).toEqual([]);
  expect(deps.refused).toEqual(['endpoint_elsewhere']);
});

test('without the scope for files, the figures are in the answer, with what is missing', async () => {
  const deps = await aScene();
  const without = { ...deps, files: { share: async () => 'scope_missing' as const } };

  await press(without);

  expect(deps.poster.views[0]?.text).toMatch(/peak 41(.|\n)*`files:write`/);
});

test('says so if nothing was observed, and if there is no history', async () => {
  const [unobserved, without] = [await aScene(), await aScene({ history: undefined as never })];
  await unobserved.app.history.prune(new Date(8e15));

  await press(unobserved);
  await press(without);

  expect(answersOf(unobserved)).toEqual([expect.stringContaining('wasn’t observed in the last 7 days')]);
  expect(answersOf(without)).toEqual([expect.stringContaining('turned off the history')]);
});

/** A press on Helga's Home tab, or on another person's. */
function pressOnHome(deps: MemoryListenerDeps, person = 'U0HELGA', endpoint = anEndpoint().id) {
  const pressed = { action_id: actionIds.charts, block_id: 'b', value: valueFromCharts(endpoint) };
  return deliverTo(deps).pressOnHome(openingView(channelId(`D${person.slice(1)}`)), person, pressed);
}

const onlyHelpdesk = (given: Partial<Rules> = {}) =>
  aScene({
    ...anApp([], {
      channels: new Map([[helpdesk.id, { ...helpdesk, endpoints: [anEndpoint()] }]]),
      ...given,
    }),
  });

test('from the Home tab, sends the charts of an endpoint that a channel of the person’s lets them see, and nothing else', async () => {
  const deps = await onlyHelpdesk();

  await pressOnHome(deps);

  expect(deps.shared).toMatchObject([{ person: 'U0HELGA', files: [{}, {}] }]);
  expect(answersOf(deps)).toEqual([]);
});

test('from the Home tab, shows no endpoint that only other channels may see, nor one of a channel that they have just left', async () => {
  const deps = await onlyHelpdesk();
  await pressOnHome(deps, 'U0HELGA', lab.id);

  deps.app.directory.recentMembership = async () => 'member';
  deps.app.directory.setMembership(helpdesk.id, helga.id, 'absent');
  await pressOnHome(deps);

  expect(deps.shared).toEqual([]);
  expect(deps.refused).toEqual(['channel_unknown', 'channel_unknown']);
});

test('from the Home tab, shows every endpoint to full members if the operator shows its counts to everyone', async () => {
  const deps = await onlyHelpdesk({ channels: new Map(), everyoneMaySeeHealth: true });

  await pressOnHome(deps, 'U0BOB');
  await pressOnHome(deps, gus.id);

  expect(deps.shared).toMatchObject([{ person: 'U0BOB' }]);
  expect(deps.refused).toHaveLength(1);
});

async function channelOf() {
  const found = await anApp().directory.channel(helpdesk.id);
  if (found.kind !== 'found') throw new Error('no channel');
  return found.channel;
}
