import { spawn } from 'node:child_process';
import { botEntryPoint, compiledCode } from '../../bundles/bundles.ts';
import { eventually } from './eventually.ts';

/** All that the process knows of the context. */
export type BotEnvironment = Readonly<Record<string, string>>;

/** How a process ended, and everything it said. */
export interface Ending {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The bot at work, as a process of its own. */
export interface BotProcess {
  /** Where it answers HTTP. */
  readonly address: string;
  readonly port: number;
  /** Of the process itself; undefined where several work together. */
  readonly pid?: number | undefined;
  /** Its log so far: one JSON object a line. */
  log(): string;
  /** Resolves when the process has ended, whoever ended it. */
  readonly ended: Promise<Ending>;
  /** Sends a signal and waits for the end. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ending>;
}

/**
 * Starts the bot and waits until it says that it is ready.
 *
 * @param through A command that becomes the bot.
 * @throws {Error} with its log, when it ends instead.
 */
export function startBot(environment: BotEnvironment, through: readonly string[] = []): Promise<BotProcess> {
  return startProcess(botEntryPoint(), [], environment, through);
}

/** Starts a script and waits until it says that it is ready. @throws {Error} with its log, when it ends instead. */
export async function startProcess(
  script: string,
  args: readonly string[],
  environment: BotEnvironment,
  through: readonly string[] = [],
): Promise<BotProcess> {
  const running = spawnNode(script, args, environment, through);
  const port = await eventually(`${script} being ready`, () => {
    if (running.isOver()) throw new Error(`It ended instead of getting ready:\n${running.stderr()}`);
    return portFrom(running.stderr());
  }).catch((error: unknown) => {
    running.signal('SIGKILL');
    throw error;
  });

  return {
    address: `http://127.0.0.1:${port}`,
    port,
    pid: running.pid,
    log: running.stderr,
    ended: running.ended,
    stop: (signal = 'SIGTERM') => {
      running.signal(signal);
      return running.ended;
    },
  };
}

/** Runs the bot, with arguments or without, until it ends by itself. */
export function runBot(environment: BotEnvironment, ...args: readonly string[]): Promise<Ending> {
  return spawnNode(botEntryPoint(), args, environment).ended;
}

/** Keeps V8 from optimizing the HTTP parser of `fetch`, which takes a fifth of a second: more than a test can regain. */
const flags = ['--liftoff-only'];

function spawnNode(
  script: string,
  args: readonly string[],
  environment: BotEnvironment,
  through: readonly string[] = [],
) {
  const [command = process.execPath, ...rest] = [...through, process.execPath, ...flags, script, ...args];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...compiledCode(), ...environment, ...(through.length > 0 && { PATH: process.env.PATH }) },
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const ended = new Promise<Ending>((resolve) => {
    child.once('close', (exitCode) => resolve({ exitCode, ...said }));
  });

  return {
    pid: child.pid,
    ended,
    stderr: () => said.stderr,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
  };
}

/** The bot's log line `ready` names its port: the only place that knows it when the system chose it. */
function portFrom(log: string): number | undefined {
  const ready = log.split('\n').find((line) => line.includes('"msg":"ready"'));
  const port: unknown = ready === undefined ? undefined : JSON.parse(ready).port;
  return typeof port === 'number' ? port : undefined;
}
