import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BotProcess {
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** Asks the bot to stop, and waits until it has. */
  stop(): Promise<number>;
}

/** Starts the bot through its own entry point, knowing nothing but its environment, as an operator would. */
export function startBot(
  configPath: string,
  slack: { readonly apiUrl: string; readonly botToken: string; readonly appToken: string },
  aws: { readonly url: string },
): BotProcess {
  const log = openSync(join(dirname(configPath), 'bouncer.log'), 'a');
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', log],
    // A process group of its own: Ctrl-C reaches it through us, once everything else is told to stop.
    detached: true,
    env: {
      PATH: process.env.PATH,
      BOUNCER_CONFIG: configPath,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      PORT: '0',
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIAEMULATED00000000',
      AWS_SECRET_ACCESS_KEY: 'emulated',
      NO_PROXY: '127.0.0.1',
    },
  });
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));

  return {
    ended,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
