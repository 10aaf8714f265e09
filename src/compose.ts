import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@slack/web-api';
import type { AwsCallObserver } from './aws/aws-call-observer.ts';
import { Ec2Clients } from './aws/ec2-clients.ts';
import { ec2VpnCheckup } from './aws/ec2-vpn-checkup.ts';
import { Ec2VpnGateway } from './aws/ec2-vpn-gateway.ts';
import { loadSlackSecret } from './aws/secrets-manager-slack-secret.ts';
import { resumeDue } from './commands/resume.ts';
import { leaseMs } from './commands/steps/lease.ts';
import { turnedAwayTeller } from './commands/tell-turned-away.ts';
import type { Config, StoreSettings } from './config/config.ts';
import { InvalidConfig } from './config/invalid-config.ts';
import type { SlackTokens } from './config/slack-tokens.ts';
import { slackTokensFromSecret } from './config/slack-tokens-from-secret.ts';
import type { AuditEntry } from './core/audit-entry.ts';
import { failureFrom } from './core/failure.ts';
import { type Correlation, parseCorrelation } from './core/ids.ts';
import type { Clock } from './ports/clock.ts';
import type { Diagnostics } from './ports/diagnostics.ts';
import type { SetUp } from './ports/set-up.ts';
import type { StoreCheckup } from './ports/store-checkup.ts';
import type { LookingWorld, World } from './ports/world.ts';
import type { RequestNote } from './slack/guarded-receiver.ts';
import { type HandedRequest, handedApp } from './slack/handed-app.ts';
import { botScopes } from './slack/identifiers/scopes.ts';
import { identifyBot } from './slack/identify-bot.ts';
import type { Tally } from './slack/listeners/desk.ts';
import { livingMessages } from './slack/living-messages.ts';
import { messagePoster } from './slack/message-poster.ts';
import { modals } from './slack/modals.ts';
import { replies } from './slack/replies.ts';
import { slackAnnouncer } from './slack/slack-announcer.ts';
import { slackApp, type Transport } from './slack/slack-app.ts';
import { slackDirectory } from './slack/slack-directory.ts';
import { keptKeys, type SlackKeys } from './slack/slack-keys.ts';
import { type CheckupTokens, slackWorkspaceCheckup } from './slack/slack-workspace-checkup.ts';
import { webClients } from './slack/web-clients.ts';
import { DynamoArrivals } from './store/dynamo-arrivals.ts';
import { DynamoBlockList } from './store/dynamo-block-list.ts';
import { dynamoTable } from './store/dynamo-table.ts';
import { keptHolds } from './store/kept-holds.ts';
import { observedAuditLog } from './store/observed-audit-log.ts';
import { openStore, type Store } from './store/open-store.ts';
import { openStoreCheckup, storeCheckup } from './store/store-checkup.ts';
import { tryOutStore } from './store/try-out-store.ts';

/** What watches the bot from outside it. */
export interface Watch {
  readonly slackLogger: Logger;
  readonly diagnostics: Diagnostics;
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  readonly onEntry: (entry: AuditEntry) => void;
  readonly tally: Tally;
}

/** The bot, put together and not yet started. */
export interface Bouncer {
  readonly workspace: string;
  readonly mode: Transport;
  start(): Promise<void>;
  /** Goes on with what an earlier process left behind, and with what could not be told. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** Waits for the work under way, at most so long, and for what else is given; then nothing works any more. */
  stop(patienceMs: number, meanwhile: Promise<unknown>): Promise<void>;
  /** Why the bot cannot do its work just now; undefined when it can. */
  unready(): Promise<string | undefined>;
  readonly requestListener: RequestListener | undefined;
}

/** The bot where something else receives Slack's requests, and lives only for as long as there is something to do. */
export interface HandedBouncer {
  readonly hand: (handed: HandedRequest) => Promise<void>;
  /** As {@link Bouncer.resume}. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** When the next task on the agenda is due; undefined when it is empty. @throws {Failure} `store_unavailable` */
  nextDue(): Promise<Date | undefined>;
  /** Lets go of everything that is under way. */
  close(): void;
}

/**
 * Puts the bot together: the one place that sees Slack, AWS and the store at once.
 *
 * @throws {Failure} when the tokens, the workspace or the store cannot be had.
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function compose(config: Config, watch: Watch): Promise<Bouncer> {
  const { tokens, world, bolt, resume, letGo } = await assemble(config, watch, new Map());
  const app = slackApp({ ...bolt, transport: tokens.kind });

  return {
    workspace: bolt.workspace,
    mode: tokens.kind,
    requestListener: app.requestListener,
    unready: async () => (app.isConnected() ? storeProblem(world) : 'not connected to Slack'),
    start: app.start,
    resume,
    stop: async (patienceMs, meanwhile) => {
      await Promise.all([app.stop(patienceMs), meanwhile]);
      letGo();
    },
  };
}

/**
 * Puts the bot together for requests that are handed over.
 *
 * @param within Makes the world in which the bot works out of the real one.
 * @throws {Failure} as {@link compose} does.
 * @throws {InvalidConfig} likewise.
 */
export async function composeHanded(
  config: Config,
  watch: Watch,
  within: (world: LookingWorld) => LookingWorld,
): Promise<HandedBouncer> {
  const opened = new Map<string, string>();
  const { world, bolt, resume, letGo } = await assemble(config, watch, opened, within);

  return {
    hand: handedApp({ ...bolt, opened }),
    resume,
    nextDue: async () => (await world.agenda.state()).dueSince,
    close: letGo,
  };
}

/** @param opened Modals that were opened before their requests came here, by their trigger. */
async function assemble(
  config: Config,
  watch: Watch,
  opened: ReadonlyMap<string, string>,
  within = (world: LookingWorld) => world,
) {
  const keys = keptKeys(
    () => loadKeys(config, watch),
    Date.now,
    (error) => watch.slackLogger.error('the secret could not be read again', failureFrom(error).message),
  );
  const tokens = tokensIn(await keys.all('known'));
  const { reading, posting } = webClients(keys, config.slack.apiUrl, watch.slackLogger);
  const bot = await identifyBot(reading, tokens.botToken);
  const store = await openStore(config.store, systemClock);
  const blockTable = config.blocks && dynamoTable(config.blocks.table);
  const poster = messagePoster(posting, systemClock);
  const opener = modals(posting, opened);
  const living = livingMessages(poster, store.messages, systemClock, watch.slackLogger);
  const agenda = keptHolds(store.agenda, systemClock, leaseMs);
  const clients = new Ec2Clients({ clock: systemClock, random: Math.random, onCall: watch.onAwsCall });

  const log = observedAuditLog(store.log, watch.onEntry);
  const vpn = new Ec2VpnGateway(clients, systemClock);
  const world = within({
    rules: config.rules,
    directory: slackDirectory(reading, bot.home, systemClock),
    vpn,
    snapshots: vpn.snapshots,
    log,
    claims: store.claims,
    agenda,
    announcer: slackAnnouncer(living, config.auditChannel, new Set(config.rules.channels.keys())),
    blocking: blockTable && {
      blocks: new DynamoBlockList(blockTable),
      arrivals: new DynamoArrivals(blockTable),
    },
    diagnostics: watch.diagnostics,
    clock: systemClock,
    newCorrelation,
  });
  const tellTurnedAway = turnedAwayTeller(world);
  const bolt = {
    workspace: bot.workspace,
    keys,
    authorization: bot.authorization,
    apiUrl: config.slack.apiUrl,
    onRequest: watch.onRequest,
    desk: {
      world,
      poster,
      modals: opener,
      replies: replies(poster, opener, watch.slackLogger),
      tally: watch.tally,
      logger: watch.slackLogger,
      setUp: () =>
        setUpFrom(config, {
          tokens: async () => tokensIn(await keys.all('known')),
          store: openStoreCheckup(config.store, { log, agenda }, systemClock),
          blocks: world.blocking?.blocks,
          isAskedBySlack: true,
          logger: watch.slackLogger,
          onAwsCall: watch.onAwsCall,
        }),
    },
  };
  return {
    tokens,
    world,
    bolt,
    resume: async (until: AbortSignal) => {
      const taken = await resumeDue(world, until);
      await tellTurnedAway();
      return taken;
    },
    letGo: () => {
      agenda.stop();
      store.close();
      blockTable?.close();
    },
  };
}

/**
 * The set-up, for the command that looks at it from outside the bot.
 *
 * @throws {InvalidConfig} when the secret lacks the tokens of one mode.
 */
export async function openSetUp(config: Config, logger: Logger): Promise<SetUp> {
  const onAwsCall = () => {};
  const tokens = loadKeys(config, { onAwsCall }).then(tokensIn);
  // Any other failure to get them is for the checks to tell.
  await tokens.catch((error: unknown) => {
    if (error instanceof InvalidConfig) throw error;
  });
  return setUpFrom(config, {
    tokens: () => tokens,
    store: storeCheckup(config.store, systemClock),
    blocks: config.blocks && new DynamoBlockList(dynamoTable(config.blocks.table)),
    isAskedBySlack: false,
    logger,
    onAwsCall,
  });
}

interface SetUpParts {
  readonly tokens: () => Promise<CheckupTokens>;
  readonly store: StoreCheckup;
  readonly blocks: SetUp['blocks'];
  readonly isAskedBySlack: boolean;
  readonly logger: Logger;
  readonly onAwsCall: AwsCallObserver;
}

function setUpFrom({ rules, auditChannel, slack }: Config, parts: SetUpParts): SetUp {
  const { tokens, store, blocks, isAskedBySlack, logger, onAwsCall } = parts;
  const clock = systemClock;
  return {
    rules,
    auditChannel,
    scopes: botScopes,
    workspace: slackWorkspaceCheckup({ tokens, apiUrl: slack.apiUrl, isAskedBySlack, clock, logger }),
    vpn: ec2VpnCheckup(clock, onAwsCall),
    store,
    blocks,
    queue: undefined,
    clock,
  };
}

/** An agenda that nobody works off means that people wait for an outcome. */
const overdueMs = 2 * 60_000;

/** Tries out that the store can be read and written, as the next kick will have to. */
async function storeProblem(world: World): Promise<string | undefined> {
  try {
    const { agenda, clock } = world;
    await tryOutStore(world, clock);
    const { dueSince } = await agenda.state();
    const isOverdue = dueSince !== undefined && clock.now().getTime() - dueSince.getTime() > overdueMs;
    return isOverdue ? `work waits on the agenda since ${dueSince.toISOString()}` : undefined;
  } catch (error) {
    return `the record cannot be written: ${failureFrom(error).message}`;
  }
}

/** The record alone, for the commands that read it. @throws {Failure} `store_unavailable` */
export function openAuditLog(store: StoreSettings): Promise<Pick<Store, 'log' | 'close'>> {
  return openStore(store, systemClock);
}

const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (ms) => {
    await sleep(ms);
  },
};

async function loadKeys({ slack }: Config, { onAwsCall }: Pick<Watch, 'onAwsCall'>): Promise<SlackKeys> {
  const { credentials } = slack;
  if (credentials.kind !== 'secret') return keysFrom(credentials, undefined);

  const reading = { clock: systemClock, onCall: onAwsCall };
  const { tokens, before } = await loadSlackSecret(credentials.secretId, reading);
  return keysFrom(slackTokensFromSecret(tokens, credentials.secretId), before);
}

function keysFrom(tokens: SlackTokens, before: SlackKeys['before']): SlackKeys {
  return {
    botToken: tokens.botToken,
    appToken: tokens.kind === 'socket' ? tokens.appToken : undefined,
    signingSecret: tokens.kind === 'http' ? tokens.signingSecret : undefined,
    before,
  };
}

function tokensIn({ botToken, appToken }: SlackKeys): CheckupTokens {
  return appToken === undefined ? { kind: 'http', botToken } : { kind: 'socket', botToken, appToken };
}

/** Short enough to be read out over the phone, long enough not to repeat. */
function newCorrelation(): Correlation {
  const correlation = parseCorrelation(randomBytes(5).toString('hex'));
  if (correlation === undefined) throw new Error('ten hex digits are no correlation');
  return correlation;
}
