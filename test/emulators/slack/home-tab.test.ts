import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { KnownEventFromType } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { signatureOf } from '../../../emulators/slack/delivery/signed-http.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { listen } from '../../../emulators/slack/wire/listen.ts';
import { startSocketBot } from './bolt-bots.ts';
import { type ManifestFile, manifestFile } from './manifest-file.ts';
import { eventually, personClient } from './person-client.ts';
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

describe('opening a tab', () => {
  let manifest: ManifestFile;
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    manifest = await manifestFile({ hasHomeTab: true, events: ['app_home_opened'] });
    return async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
      await manifest.remove();
    };
  });

  test('reaches a real Bolt app over a socket, with the Home tab once it is published', async () => {
    const slack = await startSlack({ manifest: manifest.path });
    const events: KnownEventFromType<'app_home_opened'>[] = [];
    const bot = await startSocketBot(slack, (app) => {
      app.event('app_home_opened', async ({ event, client }) => {
        events.push(event);
        await client.views.publish({ user_id: event.user, view: home });
      });
    });
    stops.push(slack.stop, bot.stop);
    const helga = personClient(slack.url, 'U0HELGA');

    await helga.open('messages');
    await helga.waitFor((snapshot) => snapshot.home);
    await helga.open('home');
    await eventually(() => events[1]);

    expect(events).toMatchObject([
      { user: 'U0HELGA', channel: 'D0HELGA', tab: 'messages' },
      { user: 'U0HELGA', channel: 'D0HELGA', tab: 'home', view: { type: 'home', blocks: home.blocks } },
    ]);
    expect(events[0]).not.toHaveProperty('view');
  });

  test('is sent over HTTP as signed JSON, after the address has returned the challenge', async () => {
    const { url, received } = await receiveHttp();
    const slack = await startSlack({ manifest: manifest.path, delivery: { kind: 'http', url } });
    stops.push(slack.stop);

    await personClient(slack.url, 'U0HELGA').open('home');
    await eventually(() => received[1]);

    const [challenge, event] = received;
    expect(challenge?.body).toMatchObject({ type: 'url_verification', challenge: expect.any(String) });
    expect(event?.body).toMatchObject({ type: 'event_callback', event: { tab: 'home' } });
    expect(event?.headers['content-type']).toBe('application/json');
    expect(event?.headers['x-slack-signature']).toBe(
      signatureOf(
        event?.text ?? '',
        String(event?.headers['x-slack-request-timestamp']),
        slack.signingSecret,
      ),
    );
  });

  test('is sent again, with the same id, if it is not acknowledged', async () => {
    const { url, received } = await receiveHttp(500);
    const delivery = { kind: 'http', url } as const;
    const slack = await startSlack({ manifest: manifest.path, delivery, limits: { eventRetriesMs: [0, 1] } });
    stops.push(slack.stop);

    await personClient(slack.url, 'U0HELGA').open('home');
    await eventually(() => received[3]);

    const deliveries = received.slice(1);
    expect(new Set(deliveries.map(({ body }) => body.event_id)).size).toBe(1);
    expect(deliveries.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
    expect(deliveries[1]?.headers['x-slack-retry-reason']).toBe('http_error');
  });

  test('is not told to an app that does not subscribe to it', async () => {
    const silent = await manifestFile({ hasHomeTab: true });
    const slack = await startSlack({ manifest: silent.path });
    stops.push(silent.remove, slack.stop);

    expect(await personClient(slack.url, 'U0HELGA').open('home')).toMatchObject({ ok: true });
    expect(slack.control.deliveries()).toEqual([]);
  });

  interface Received {
    readonly text: string;
    readonly body: Readonly<Record<string, unknown>>;
    readonly headers: IncomingMessage['headers'];
  }

  /** An address that returns challenges, and answers events with a status. */
  async function receiveHttp(status = 200) {
    const received: Received[] = [];
    const server = createServer(async (request, response) => {
      const content = await text(request);
      const body = JSON.parse(content);
      received.push({ text: content, body, headers: request.headers });
      if (body.type === 'url_verification') response.end(body.challenge);
      else response.writeHead(status).end();
    });
    const url = await listen(server, 0, '127.0.0.1');
    stops.push(() => new Promise((resolve) => server.close(resolve)));
    return { url, received };
  }
});
