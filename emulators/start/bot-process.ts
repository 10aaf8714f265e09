import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface KeptBot {
  /** Of the process that runs now; undefined while there is none. */
  pid(): number | undefined;
  /** Asks the bot to stop, and resolves when it has. */
  stop(): Promise<void>;
}

/** As long as a service manager usually waits. */
const restartAfterMs = 2_000;

/** Keeps the bot running as a service manager would: when it ends by itself, it is started again. */
export function keepBot(
  configPath: string,
  slack: SlackAddress,
  aws: AwsAddress,
  onRestart: (sentence: string) => void,
): KeptBot {
  const log = openSync(join(dirname(configPath), 'bouncer.log'), 'a');
  let isStopping = false;
  let child = startBot(configPath, slack, aws, log);

  async function keep(): Promise<void> {
    while (!isStopping) {
      const [code, signal] = await once(child, 'exit');
      if (isStopping) return;
      const how = signal === null ? `with code ${code}; its log says why` : `by ${signal}`;
      onRestart(`The bot ended ${how}. It is started again.`);
      await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
      if (!isStopping) child = startBot(configPath, slack, aws, log);
    }
  }
  void keep();

  return {
    pid: () => (isOver(child) ? undefined : child.pid),
    async stop() {
      isStopping = true;
      if (isOver(child)) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

interface SlackAddress {
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
}

/** Where the emulated AWS is: DynamoDB, where it is needed, is another server than the rest. */
export interface AwsAddress {
  readonly url: string;
  readonly dynamoUrl?: string;
}

/** What the SDK, or whoever signs by hand, finds AWS by. */
export function awsVariables({ url, dynamoUrl }: AwsAddress) {
  return {
    AWS_ENDPOINT_URL: url,
    ...(dynamoUrl !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl }),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEMULATED00000000',
    AWS_SECRET_ACCESS_KEY: 'emulated',
  };
}

/** Starts the bot through its own entry point, knowing nothing but its environment, as an operator would. */
function startBot(configPath: string, slack: SlackAddress, aws: AwsAddress, log: number): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(new URL('../../src/main.ts', import.meta.url))], {
    stdio: ['ignore', 'ignore', log],
    // A process group of its own: Ctrl-C reaches it through us.
    detached: true,
    env: {
      PATH: process.env.PATH,
      BOUNCER_CONFIG: configPath,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      PORT: '0',
      ...awsVariables(aws),
    },
  });
}
