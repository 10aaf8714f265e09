import type { HomeView } from '@slack/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type ManifestFile, manifestFile } from './manifest-file.ts';
import { personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

const home: HomeView = {
  type: 'home',
  blocks: [
    {
      type: 'section',
      block_id: 'row',
      text: { type: 'plain_text', text: 'Your sessions' },
      accessory: { type: 'button', action_id: 'end', text: { type: 'plain_text', text: 'End' } },
    },
  ],
};

describe('a Home tab that the manifest enables', () => {
  let manifest: ManifestFile;
  let slack: Slack;

  beforeEach(async () => {
    manifest = await manifestFile({ hasHomeTab: true });
    slack = await startSlack({ manifest: manifest.path });
    return async () => {
      await slack.stop();
      await manifest.remove();
    };
  });

  test('is published to one person', async () => {
    await webClient(slack).views.publish({ user_id: 'U0HELGA', view: home });

    const helga = await personClient(slack.url, 'U0HELGA').snapshot();
    const omar = await personClient(slack.url, 'U0OMAR').snapshot();
    expect(helga.home?.blocks).toMatchObject(home.blocks);
    expect(omar.home).toBeNull();
  });

  test('keeps its id when it is published again, and refuses an old hash', async () => {
    const publish = (hash?: string) =>
      webClient(slack).views.publish({
        user_id: 'U0HELGA',
        view: home,
        ...(hash === undefined ? {} : { hash }),
      });
    const first = await publish();
    const second = await publish(first.view?.hash);

    const refusal = await refusalOf(publish(first.view?.hash));

    expect(second.view?.id).toBe(first.view?.id);
    expect(refusal.error).toBe('hash_conflict');
  });

  test('sends its clicks with the view', async () => {
    await webClient(slack).views.publish({ user_id: 'U0HELGA', view: home });

    await personClient(slack.url, 'U0HELGA').act({
      on: { kind: 'home' },
      blockId: 'row',
      actionId: 'end',
    });

    expect(slack.control.deliveries()[0]?.envelope.payload).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      view: { type: 'home' },
    });
  });
});

test('a Home tab that the manifest does not enable cannot be published', async () => {
  const manifest = await manifestFile({ hasHomeTab: false });
  const slack = await startSlack({ manifest: manifest.path });

  const refusal = await refusalOf(webClient(slack).views.publish({ user_id: 'U0HELGA', view: home }));

  expect(refusal.error).toBe('not_enabled');
  await slack.stop();
  await manifest.remove();
});
