import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface KeptBot {
  /** The current process's id; undefined while none is running. */
  pid(): number | undefined;
  /** Stops the process; resolves when it has ended. */
  stop(): Promise<void>;
}

/** A usual delay of service managers. */
const restartAfterMs = 2_000;

/**
 * Keeps Bouncer running as a service manager would: a process that exits is started again.
 *
 * @param entryPoint The path of Bouncer's entry point.
 */
export function keepBot(
  entryPoint: string,
  configPath: string,
  slack: SlackAddress,
  aws: AwsAddress,
  onRestart: (sentence: string) => void,
): KeptBot {
  const log = openSync(join(dirname(configPath), 'bouncer.log'), 'a');
  let isStopping = false;
  let child = startBot(entryPoint, configPath, slack, aws, log);

  async function keep(): Promise<void> {
    while (!isStopping) {
      const [code, signal] = await once(child, 'exit');
      if (isStopping) return;
      const how = signal === null ? `with code ${code}; see its log` : `after ${signal}`;
      onRestart(`Bouncer exited ${how}. Starting it again.`);
      await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
      if (!isStopping) child = startBot(entryPoint, configPath, slack, aws, log);
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

/** Where the emulated AWS listens. DynamoDB is a server of its own, started only where it is needed. */
export interface AwsAddress {
  readonly url: string;
  readonly dynamoUrl?: string;
}

/** The environment variables by which the SDK finds AWS. */
export function awsVariables({ url, dynamoUrl }: AwsAddress) {
  return {
    AWS_ENDPOINT_URL: url,
    ...(dynamoUrl !== undefined && { AWS_ENDPOINT_URL_DYNAMODB: dynamoUrl }),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEMULATED00000000',
    AWS_SECRET_ACCESS_KEY: 'emulated',
  };
}

/** In the sources, or in a bundle beside the file that holds this. */
const endsWithDemo = new URL(
  import.meta.url.endsWith('.ts') ? 'end-with-demo.ts' : 'end-with-demo.mjs',
  import.meta.url,
).href;

/**
 * Starts Bouncer through its own entry point with nothing but environment variables, as an operator would. It has a
 * channel to this process only to notice its end.
 */
function startBot(
  entryPoint: string,
  configPath: string,
  slack: SlackAddress,
  aws: AwsAddress,
  log: number,
): ChildProcess {
  return spawn(process.execPath, ['--import', endsWithDemo, entryPoint], {
    stdio: ['ignore', 'ignore', log, 'ipc'],
    // In its own process group, so that Ctrl-C reaches it only through `stop`.
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
