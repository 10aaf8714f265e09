import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Call } from '../../../emulators/ec2/control/control-protocol.ts';
import { type Ec2, type Ec2Options, startEc2 } from '../../../emulators/ec2/start-ec2.ts';
import type { people } from '../../../emulators/people.ts';
import { acmeOnGrid } from '../../../emulators/slack/acme-on-grid.ts';
import { type Slack, type SlackOptions, startSlack } from '../../../emulators/slack/start-slack.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { type DynamoFaultProxy, startDynamoFaultProxy } from '../../doubles/dynamo-fault-proxy.ts';
import { createTable, startDynamo } from '../../doubles/dynamo-server.ts';
import {
  acmeConfig,
  type BotConfig,
  type EndpointName,
  endpointNamed,
  endpoints,
  writeConfig,
} from './bot-config.ts';
import { type BotEnvironment, type BotProcess, type Ending, runBot, startBot } from './bot-process.ts';
import { consoleKeyId } from './end-elsewhere.ts';
import { slowed } from './eventually.ts';
import { type FillHistory, fillHistoryFile, fillHistoryTable } from './fill-history.ts';
import { type PersonAtWork, personAtWork } from './person-at-work.ts';
import { recordOf } from './record-of.ts';
import { startRelay } from './relay.ts';

/** Greta and Nils are there on Enterprise Grid alone. */
export type PersonName = (typeof people)[number]['name'] | 'greta' | 'nils';

export type StoreKind = 'sqlite' | 'dynamodb';

export interface TestWorkspaceOptions {
  /** How Slack reaches the bot; Socket Mode unless told otherwise. */
  readonly transport?: 'socket' | 'http';
  /** What the bot keeps its record in; a database file unless told otherwise. */
  readonly store?: StoreKind;
  /** What stands in bouncer.yml instead of Acme's usual rules. */
  readonly config?: Partial<BotConfig>;
  /** Writes what the connection history holds before the bot starts; nothing by default. */
  readonly fillHistory?: FillHistory | undefined;
  /** Starts the bot some other way than as one process. */
  readonly start?: (environment: BotEnvironment) => Promise<BotProcess>;
  readonly ec2?: Ec2Options;
  readonly slack?: Omit<SlackOptions, 'delivery'>;
  /** Put over the bot's usual environment; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Opens a workspace: on one machine, or on AWS. */
export type OpenWorkspace = (options?: TestWorkspaceOptions) => Promise<TestWorkspace>;

/** Acme: its emulated VPN and workspace, with the bot at work in both as a process of its own. */
export interface TestWorkspace {
  readonly ec2: Ec2;
  readonly slack: Slack;
  /** Where bouncer.yml and the record are. */
  readonly folder: string;
  readonly environment: BotEnvironment;
  /** The way to the table, where the record is in one. */
  readonly dynamo: DynamoFaultProxy | undefined;
  bot(): BotProcess;
  as(name: PersonName): PersonAtWork;
  /** Somebody connects, as often as told. @returns The connection ids. */
  connect(endpoint: EndpointName, name: string, times?: number): readonly string[];
  /** The bot's Terminate calls so far: all of them, or those that named one of these connections or user names. */
  terminations(...targets: readonly string[]): readonly Call[];
  /** The record, entry by entry. */
  entries(): Promise<readonly AuditEntry[]>;
  run(...args: readonly string[]): Promise<Ending>;
  /** Ends the bot, and starts it again, with other rules if some are given. */
  restart(config?: Partial<BotConfig>): Promise<void>;
  /** Kills what works on requests, in the middle of whatever it does: the bot, or on AWS its workers alone. */
  kill(): Promise<void>;
  /** Starts again what was killed, with these variables over the bot's own. */
  startAgain(variables?: BotEnvironment): Promise<void>;
  close(): Promise<void>;
}

export async function openTestWorkspace(options: TestWorkspaceOptions = {}): Promise<TestWorkspace> {
  const { transport = 'socket', store = 'sqlite', start = startBot } = options;
  // If a later step fails, everything that was opened before it is closed.
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-e2e-'));
  opened.defer(() => rm(folder, { recursive: true }));
  let bot: BotProcess | undefined;

  const ec2 = await startEc2({ endpoints, terminationMs: 300, ...options.ec2 });
  opened.defer(() => ec2.stop());
  const relay = await startRelay(() => bot?.port);
  opened.defer(() => relay.stop());
  const url = `http://127.0.0.1:${relay.port}/slack/events`;
  const delivery = transport === 'http' ? ({ kind: 'http', url } as const) : ({ kind: 'socket' } as const);
  const slack = await startSlack({
    vpnUrl: ec2.url,
    ...options.slack,
    limits: { ...slackLimits(), ...options.slack?.limits },
    delivery,
  });
  opened.defer(() => slack.stop());
  const dynamo = store === 'dynamodb' ? await startTable() : undefined;
  opened.defer(() => dynamo?.stop());

  const configure = (changes: object) =>
    writeConfig(folder, {
      ...acmeConfig,
      ...(dynamo && { store: { dynamodb: tableName } }),
      ...options.config,
      ...changes,
    });
  const environment = without({
    ...environmentFor(slack, ec2, transport),
    AWS_ENDPOINT_URL_DYNAMODB: dynamo?.proxy.url,
    BOUNCER_CONFIG: await configure({}),
    ...options.environment,
  });
  if (options.fillHistory !== undefined)
    await (dynamo === undefined
      ? fillHistoryFile(folder, options.fillHistory)
      : fillHistoryTable(dynamo.proxy.url, tableName, options.fillHistory));
  bot = await start(environment);
  const closing = opened.move();

  return {
    ec2,
    slack,
    folder,
    environment,
    dynamo: dynamo?.proxy,
    bot: () => running(bot),
    as: (name) => personAtWork(slack.url, idOf(name)),
    connect: (endpoint, name, times = 1) => Array.from({ length: times }, () => connect(ec2, endpoint, name)),
    terminations: (...targets) => terminations(ec2, targets),
    entries: () => recordOf({ folder, environment, dynamo: dynamo?.proxy }),
    run: (...args) => runBot(environment, ...args),
    async restart(config = {}) {
      await running(bot).stop();
      await configure(config);
      bot = await start(environment);
    },
    async kill() {
      await running(bot).stop('SIGKILL');
    },
    async startAgain(variables) {
      bot = await start({ ...environment, ...variables });
    },
    async close() {
      await running(bot).stop('SIGKILL');
      await closing.disposeAsync();
    },
  };
}

/**
 * Slack waits three seconds for an acknowledgement and for a modal; a slow machine gets more, and every machine twice as
 * much: a workspace may open before the tests beside it have begun to keep the machine busy.
 */
function slackLimits() {
  const ms = slowed(6_000);
  return { acknowledgeMs: ms, triggerMs: ms };
}

/** Where the bot keeps all of it that uses DynamoDB. */
export const tableName = 'bouncer';

async function startTable() {
  const dynamo = await startDynamo();
  await createTable(dynamo.url, tableName);
  const proxy = await startDynamoFaultProxy(dynamo.url);
  return {
    proxy,
    stop: async () => {
      proxy.stop();
      await dynamo.stop();
    },
  };
}

/** What a bot at Acme is started with. */
export function environmentFor(slack: Slack, aws: { readonly url: string }, transport: 'socket' | 'http') {
  const reached =
    transport === 'socket'
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret };
  return {
    ...reached,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAE2ETEST000000000',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
    NO_PROXY: '127.0.0.1',
  };
}

function without(variables: Readonly<Record<string, string | undefined>>): BotEnvironment {
  const set = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(set);
}

function running(bot: BotProcess | undefined): BotProcess {
  if (bot === undefined) throw new Error('The bot was never started.');
  return bot;
}

function idOf(name: PersonName): string {
  return acmeOnGrid.people.find((person) => person.name === name)?.id ?? name;
}

/** Certificates have a common name, everyone else a user name. */
function connect(ec2: Ec2, endpoint: EndpointName, name: string): string {
  const { id: endpointId, authentication } = endpointNamed(endpoint);
  return ec2.connect({ endpointId, [authentication === 'certificate' ? 'commonName' : 'username']: name });
}

function terminations(ec2: Ec2, targets: readonly string[]): readonly Call[] {
  const all = ec2
    .calls()
    .filter(
      ({ action, caller }) => action === 'TerminateClientVpnConnections' && !caller.startsWith(consoleKeyId),
    );
  if (targets.length === 0) return all;

  return all.filter(({ parameters: { ConnectionId, Username } }) =>
    targets.includes(ConnectionId ?? Username ?? ''),
  );
}
