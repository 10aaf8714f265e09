import pTimeout from 'p-timeout';
import { type Block, blockFor } from '../domain/block.ts';
import type { ConnectionAttempt, HandlerVerdict } from '../ports/block-list.ts';
import { blocksOn } from '../store/dynamo/block-list.ts';
import { dynamoAttemptReports } from '../store/dynamo/connection-attempts.ts';
import type { DynamoTable } from '../store/dynamo/table.ts';

/** Opens the part of the table's interface that is needed here. Aborting the signal ends its calls. */
export type OpenTable = (signal: AbortSignal) => Pick<DynamoTable, 'page' | 'put' | 'change'>;

/** What the connect handler needs. */
export interface ConnectDeps {
  /** The table of blocks in Bouncer's Region. It takes precedence over its replica. */
  readonly table: OpenTable;
  /** Its replica in the function's own Region, if that differs: it may lag by some seconds, or not exist yet. */
  readonly replica?: OpenTable | undefined;
  /** The answer for everyone while the list of blocks cannot be read. */
  readonly onError: 'allow' | 'deny';
  readonly now: () => Date;
  /** Writes a line to the log. It must not throw. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * The time limits of the two attempts to read the table. Opening a connection to a table 300 ms away takes 900 ms, and a
 * second more when its first packet is lost. Both attempts and the report take less than eight of the 30 seconds that
 * Client VPN waits.
 */
const readTriesMs = [3_000, 2_000] as const;
/** Lambda freezes the function once it has answered, so the answer waits for the report, but no longer than this. */
const reportMs = 2_000;
/** The first person who connects waits for the warm-up. */
const warmUpMs = 2_000;

/**
 * Decides whether a connection may begin. It never throws: AWS would deny everyone. Instead, the operator's setting
 * decides when the list of blocks cannot be read, and a malformed event is always denied.
 */
export async function answerConnectEvent(deps: ConnectDeps, event: unknown): Promise<ConnectAnswer> {
  try {
    const parsed = parseConnectEvent(event);
    if (parsed !== undefined) return await decide(deps, parsed);
    deps.log({ level: 'error', msg: 'a malformed event is denied', fields: fieldsOf(event) });
  } catch (error) {
    deps.log({ level: 'error', msg: 'an event is denied', reason: reasonOf(error) });
  }
  return connectAnswer('malformed', versionOf(event) ?? newestVersion);
}

/**
 * Opens as many connections to the table as a connection attempt needs while Lambda initializes the function, which then
 * has more CPU than later and no time limit of an attempt. A failure is ignored here: the attempt will meet it again.
 */
export async function warmUp({ table, replica }: Pick<ConnectDeps, 'table' | 'replica'>): Promise<void> {
  const names = ['nobody@warm-up.invalid', 'nobody-laptop'];
  const tables = replica === undefined ? [table] : [table, replica];
  await Promise.allSettled(tables.map((open) => within(warmUpMs, (signal) => blocksOn(open(signal), names))));
}

async function decide(deps: ConnectDeps, event: ConnectEvent): Promise<ConnectAnswer> {
  const { version, ...seen } = event;
  const { connection, endpoint, username, commonName } = seen;
  const names = [username, commonName].filter((name) => name !== '');
  const at = deps.now();

  const { blocks, from } = await readBlocks(deps, names);
  const block = blocks && blockFor(blocks, { username, commonName, endpoint }, at);
  const verdict = verdictFrom(blocks, block, deps.onError);

  deps.log({ level: blocks === undefined ? 'error' : 'info', msg: verdict, connection, endpoint });
  const attempt = { ...seen, at, verdict };
  // Denials are counted in one Region only, since one Region's count would overwrite the other's. The client tries
  // again, and is counted once the table answers.
  await report(deps, from, attempt, from === deps.table ? block?.name : undefined);
  return connectAnswer(verdict, version);
}

function verdictFrom(
  blocks: readonly Block[] | undefined,
  block: Block | undefined,
  onError: ConnectDeps['onError'],
): HandlerVerdict {
  if (blocks === undefined) return onError === 'allow' ? 'allowed_unread' : 'turned_away_unread';
  return block === undefined ? 'allowed' : 'turned_away';
}

/** The blocks, and the table they were read from; no blocks when neither table could be read in time. */
interface Reading {
  readonly blocks: readonly Block[] | undefined;
  readonly from: OpenTable;
}

/**
 * Reads both tables, and uses the replica only if the table does not answer: the replica may not have the block yet when
 * a kicked person reconnects within a second.
 */
async function readBlocks(deps: ConnectDeps, names: readonly string[]): Promise<Reading> {
  const [firstMs, secondMs] = readTriesMs;
  const fallback = deps.replica && read(deps, deps.replica, names, firstMs);
  const blocks =
    (await read(deps, deps.table, names, firstMs)) ?? (await read(deps, deps.table, names, secondMs));
  const replicated = blocks === undefined ? await fallback : undefined;
  if (deps.replica === undefined || replicated === undefined) return { blocks, from: deps.table };

  deps.log({ level: 'warn', msg: 'the replica decides' });
  return { blocks: replicated, from: deps.replica };
}

/** Reads the blocks of these names. @returns Undefined when the table cannot be read in time. */
async function read(
  deps: ConnectDeps,
  open: OpenTable,
  names: readonly string[],
  ms: number,
): Promise<readonly Block[] | undefined> {
  try {
    return await within(ms, (signal) => blocksOn(open(signal), names));
  } catch (error) {
    const [level, msg] =
      open === deps.replica
        ? ['warn', 'the replica cannot be read']
        : ['error', 'the list of blocks cannot be read'];
    deps.log({ level, msg, reason: reasonOf(error) });
    return undefined;
  }
}

/** Reports the attempt. A failure is only logged, because it must not change the answer. */
async function report(
  deps: ConnectDeps,
  open: OpenTable,
  attempt: ConnectionAttempt,
  deniedAs: string | undefined,
): Promise<void> {
  try {
    await within(reportMs, (signal) => dynamoAttemptReports(open(signal)).report(attempt, deniedAs));
  } catch (error) {
    deps.log({ level: 'error', msg: 'a connection attempt cannot be reported', reason: reasonOf(error) });
  }
}

/** Runs `work` within a time limit, even if it ignores the signal. */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  try {
    const message = `no answer within ${ms} ms`;
    return await pTimeout(work(stopping.signal), { milliseconds: ms, message });
  } finally {
    stopping.abort();
  }
}

/** Returns the names of the event's fields, without their values. */
function fieldsOf(event: unknown): readonly string[] {
  return typeof event === 'object' && event !== null ? Object.keys(event).slice(0, 20) : [typeof event];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why a connection is allowed or denied. */
type ConnectVerdict = 'allowed' | 'turned_away' | 'allowed_unread' | 'turned_away_unread' | 'malformed';

/** What VPN clients show, at most 255 characters. It reveals neither the reason for a block nor when it ends. */
const messages = {
  allowed: '',
  allowed_unread: '',
  turned_away: 'Access to this VPN is blocked. Please contact your administrator.',
  turned_away_unread: 'Connections cannot be checked just now. Please try again in a few minutes.',
  malformed: 'Error establishing connection. Please contact your administrator.',
} as const satisfies Record<ConnectVerdict, string>;

/** The answer has exactly four fields. AWS treats a response of any other shape as a denial, whoever it is for. */
export type ConnectAnswer = {
  readonly allow: boolean;
  readonly 'posture-compliance-statuses': readonly string[];
  readonly 'schema-version': SchemaVersion;
} & (
  | { readonly 'error-msg-on-denied-connection': string }
  /** The name of the field in `v1`. */
  | { readonly 'error-msg-on-failed-posture-compliance': string }
);

/** Creates the answer, with the field names of the event's version. */
function connectAnswer(verdict: ConnectVerdict, version: SchemaVersion): ConnectAnswer {
  const message = messages[verdict];
  return {
    allow: verdict === 'allowed' || verdict === 'allowed_unread',
    ...(version === 'v1'
      ? { 'error-msg-on-failed-posture-compliance': message }
      : { 'error-msg-on-denied-connection': message }),
    'posture-compliance-statuses': [],
    'schema-version': version,
  };
}

/** What Client VPN sends about a person who connects, after it has authenticated them. */
interface ConnectEvent {
  readonly version: SchemaVersion;
  readonly connection: string;
  readonly endpoint: string;
  /** Empty with mutual authentication. */
  readonly username: string;
  readonly commonName: string;
  readonly publicIp: string;
  readonly platform: string;
  /** This and the next, empty if the client does not report it. */
  readonly platformVersion: string;
  readonly clientVersion: string;
}

/** `v1`, `v2`, `v3`: each adds fields to the one before (`groups`, then more). Bouncer's decision uses none of those. */
type SchemaVersion = `v${number}`;

const newestVersion: SchemaVersion = 'v3';

/**
 * Parses an event of any version, including later ones: the fields that a block is checked against exist since `v1`.
 *
 * @returns Undefined for an event without a name or an endpoint, because no block can be checked for it.
 *
 * @see https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-authorization.html
 */
function parseConnectEvent(event: unknown): ConnectEvent | undefined {
  const version = versionOf(event);
  const connection = textAt(event, 'connection-id');
  const endpoint = textAt(event, 'endpoint-id');
  const username = textAt(event, 'username') ?? '';
  const commonName = textAt(event, 'common-name') ?? '';
  const isNamed = username !== '' || commonName !== '';
  if (version === undefined || !connection || !endpoint || !isNamed) return undefined;

  const publicIp = textAt(event, 'public-ip') ?? '';
  const platform = textAt(event, 'platform') ?? '';
  const platformVersion = textAt(event, 'platform-version') ?? '';
  const clientVersion = textAt(event, 'client-openvpn-version') ?? '';
  const client = { publicIp, platform, platformVersion, clientVersion };
  return { version, connection, endpoint, username, commonName, ...client };
}

/** Returns the version that the answer to the event must repeat; undefined when the event has none. */
function versionOf(event: unknown): SchemaVersion | undefined {
  const version = textAt(event, 'schema-version');
  return version !== undefined && isVersion(version) ? version : undefined;
}

function isVersion(text: string): text is SchemaVersion {
  return /^v[1-9]\d{0,2}$/.test(text);
}

function textAt(event: unknown, field: string): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const value: unknown = Object.entries(event).find(([name]) => name === field)?.[1];
  return typeof value === 'string' ? value : undefined;
}
