import type { HomeView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../emulators/slack/start-slack.ts';
import type { Failure } from '../../src/domain/failure.ts';
import { homeTabs } from '../../src/slack/home-tabs.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { manifestFile } from '../emulators/slack/manifest-file.ts';

let slack: Slack;
let stop = async () => {};

async function start(hasHomeTab = true) {
  const manifest = await manifestFile({ hasHomeTab });
  slack = await startSlack({ manifest: manifest.path });
  stop = async () => {
    await slack.stop();
    await manifest.remove();
  };
}
beforeEach(() => start());
afterEach(() => stop());

const view = (text: string): HomeView => ({
  type: 'home',
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
});
const published = () => slack.control.calls().filter(({ method }) => method === 'views.publish');

function aScene() {
  const failures: Failure[] = [];
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const clock = new MovedClock();
  return { failures, clock, homes: homeTabs(client, clock, (failure) => void failures.push(failure)) };
}

test('shows only the last of several versions that come at once', async () => {
  const { homes, failures } = aScene();

  await Promise.all(['one', 'two', 'three'].map((text) => homes.publish('U0BOB', view(text))));

  expect(published().map(({ arguments: { view: shown } }) => JSON.stringify(shown))).toEqual([
    expect.stringContaining('three'),
  ]);
  expect(failures).toEqual([]);
});

test('tries again what Slack limited', async () => {
  const { homes, failures } = aScene();
  slack.control.orderFault({
    method: 'views.publish',
    times: 1,
    fault: { kind: 'rate_limited', retryAfterS: 1 },
  });

  await homes.publish('U0BOB', view('one'));

  expect(published()).toHaveLength(2);
  expect(failures).toEqual([]);
});

test('a failure is reported, and shown to nobody', async () => {
  await stop();
  await start(false);
  const { homes, failures } = aScene();

  await homes.publish('U0BOB', view('one'));

  expect(failures.map(({ code }) => code)).toEqual(['slack_refused']);
});

test('versions that are soon replaced leave half of the budget to the others', async () => {
  const { homes, clock } = aScene();
  // A place in the budget becomes free after a minute, which does not pass here.
  clock.sleep = () => new Promise(() => {});
  expect(homes.hasRoomForHaste()).toBe(true);

  for (let n = 0; n < 46; n += 1) await homes.publish(`U1${n}`, view('one'));

  expect(homes.hasRoomForHaste()).toBe(false);
});
