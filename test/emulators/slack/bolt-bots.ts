import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Slack } from '../../../emulators/slack/start-slack.ts';

/** A real Bolt app that is connected to the workspace. */
export interface BoltBot {
  readonly app: App;
  readonly stop: () => Promise<void>;
}

/** Starts a Bolt app over Socket Mode. The socket's client and the app's client get options of their own. */
export async function startSocketBot(slack: Slack, register: (app: App) => void): Promise<BoltBot> {
  const clientOptions: WebClientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silent,
    // Also how long Bolt waits before it connects again.
    clientPingTimeout: 100,
    installerOptions: { clientOptions },
  });
  const app = new App({ receiver, ...appOptions(slack) });
  register(app);
  await app.start();
  return {
    app,
    stop: async () => {
      receiver.client.on('error', () => {});
      await receiver.client.disconnect();
    },
  };
}

/** Starts a Bolt app that takes signed requests on the port; 0 takes a free one. */
export async function startHttpBot(
  slack: Slack,
  port: number,
  register: (app: App) => void,
  signingSecret = slack.signingSecret,
): Promise<BoltBot> {
  const receiver = new HTTPReceiver({ signingSecret, logger: silent });
  const app = new App({ receiver, ...appOptions(slack) });
  register(app);
  await app.start(port);
  return { app, stop: async () => void (await app.stop()) };
}

function appOptions(slack: Slack) {
  return {
    token: slack.botToken,
    logger: silent,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  };
}

const silent = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};
