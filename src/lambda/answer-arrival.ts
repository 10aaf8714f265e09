import { type Block, blockFor } from '../domain/block.ts';
import type { ConnectionAttempt, HandlerVerdict } from '../domain/connection-attempt.ts';
import { blocksOn } from '../store/dynamo/block-list.ts';
import { dynamoArrivalReports } from '../store/dynamo/connection-attempts.ts';
import type { DynamoTable } from '../store/dynamo/table.ts';
import { type ConnectAnswer, connectAnswer } from './connect-answer.ts';
import { type ConnectEvent, newestVersion, parseConnectEvent, versionOf } from './connect-event.ts';

/** A table, as far as it is needed; each call takes a signal that cuts it short. */
export type OpenTable = (signal: AbortSignal) => Pick<DynamoTable, 'page' | 'put' | 'change'>;

/** What a connect handler works with. */
export interface ConnectDesk {
  /** The table of blocks, in Bouncer's Region: what stands there counts. */
  readonly table: OpenTable;
  /** Its replica in the function's own Region, where that is another: some seconds behind, or not made yet. */
  readonly replica?: OpenTable | undefined;
  /** What is done with everybody while the list cannot be read. */
  readonly onError: 'allow' | 'deny';
  readonly now: () => Date;
  /** One line of the log; it must not throw. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * A new connection to a table 300 ms away takes 900 ms, and a second more when its first packet is lost. Both attempts and
 * the report stay below eight seconds, of the 30 that Client VPN waits.
 */
const readTriesMs = [3_000, 2_000] as const;
/** Lambda stops the function when it has answered, so the answer waits for the report: no longer than this. */
const reportMs = 2_000;
/** Whoever comes first waits for it. */
const warmUpMs = 2_000;

/**
 * Decides about somebody who connects. It never throws: whatever this function throws turns away everybody, so that a
 * list which cannot be read has to be the operator's choice, and a malformed event nobody's way in.
 */
export async function answerArrival(desk: ConnectDesk, event: unknown): Promise<ConnectAnswer> {
  try {
    const parsed = parseConnectEvent(event);
    if (parsed !== undefined) return await decide(desk, parsed);
    desk.log({ level: 'error', msg: 'a malformed event is turned away', fields: fieldsOf(event) });
  } catch (error) {
    desk.log({ level: 'error', msg: 'an event is turned away', reason: reasonOf(error) });
  }
  return connectAnswer('malformed', versionOf(event) ?? newestVersion);
}

/**
 * Opens as many connections to the table as an arrival needs, while Lambda starts the function: with more CPU than it has
 * later, and outside the time limits of an arrival. A table that is not reached is the arrival's problem.
 */
export async function warmUp({ table, replica }: Pick<ConnectDesk, 'table' | 'replica'>): Promise<void> {
  const names = ['nobody@warm-up.invalid', 'nobody-laptop'];
  const tables = replica === undefined ? [table] : [table, replica];
  await Promise.allSettled(tables.map((open) => within(warmUpMs, (signal) => blocksOn(open(signal), names))));
}

async function decide(desk: ConnectDesk, event: ConnectEvent): Promise<ConnectAnswer> {
  const { version, connection, endpoint, username, commonName, publicIp, platform } = event;
  const names = [username, commonName].filter((name) => name !== '');
  const at = desk.now();

  const { blocks, from } = await readBlocks(desk, names);
  const block = blocks && blockFor(blocks, { username, commonName, endpoint }, at);
  const verdict = verdictFrom(blocks, block, desk.onError);

  desk.log({ level: blocks === undefined ? 'error' : 'info', msg: verdict, connection, endpoint });
  const arrival = { connection, endpoint, username, commonName, publicIp, platform, at, verdict };
  // Of counts in two Regions, one would replace the other. A client tries again, and is counted when the table answers.
  await report(desk, from, arrival, from === desk.table ? block?.name : undefined);
  return connectAnswer(verdict, version);
}

function verdictFrom(
  blocks: readonly Block[] | undefined,
  block: Block | undefined,
  onError: ConnectDesk['onError'],
): HandlerVerdict {
  if (blocks === undefined) return onError === 'allow' ? 'allowed_unread' : 'turned_away_unread';
  return block === undefined ? 'allowed' : 'turned_away';
}

/** What was read; no blocks when neither the table nor its replica could be read in time. */
interface Reading {
  readonly blocks: readonly Block[] | undefined;
  readonly from: OpenTable;
}

/**
 * Asks both, and goes by the table wherever it answers: a replica may not know yet of a block on somebody whose connection
 * was just terminated, and who is back within a second.
 */
async function readBlocks(desk: ConnectDesk, names: readonly string[]): Promise<Reading> {
  const [firstMs, secondMs] = readTriesMs;
  const standingIn = desk.replica && read(desk, desk.replica, names, firstMs);
  const blocks =
    (await read(desk, desk.table, names, firstMs)) ?? (await read(desk, desk.table, names, secondMs));
  const replicated = blocks === undefined ? await standingIn : undefined;
  if (desk.replica === undefined || replicated === undefined) return { blocks, from: desk.table };

  desk.log({ level: 'warn', msg: 'the replica decides' });
  return { blocks: replicated, from: desk.replica };
}

/** @returns Undefined when it cannot be read in time. */
async function read(
  desk: ConnectDesk,
  open: OpenTable,
  names: readonly string[],
  ms: number,
): Promise<readonly Block[] | undefined> {
  try {
    return await within(ms, (signal) => blocksOn(open(signal), names));
  } catch (error) {
    const [level, msg] =
      open === desk.replica
        ? ['warn', 'the replica cannot be read']
        : ['error', 'the list of blocks cannot be read'];
    desk.log({ level, msg, reason: reasonOf(error) });
    return undefined;
  }
}

/** That nobody learns of an arrival keeps nobody out, and lets nobody in. */
async function report(
  desk: ConnectDesk,
  open: OpenTable,
  arrival: ConnectionAttempt,
  turnedAwayAs: string | undefined,
): Promise<void> {
  try {
    await within(reportMs, (signal) => dynamoArrivalReports(open(signal)).report(arrival, turnedAwayAs));
  } catch (error) {
    desk.log({ level: 'error', msg: 'an arrival cannot be reported', reason: reasonOf(error) });
  }
}

/** Gives up also on what does not heed the signal. */
async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const stopping = new AbortController();
  const timer = setTimeout(() => {
    late.reject(new Error(`no answer within ${ms} ms`));
    stopping.abort();
  }, ms);
  try {
    return await Promise.race([work(stopping.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Which fields there were, and not what stood in them. */
function fieldsOf(event: unknown): readonly string[] {
  return typeof event === 'object' && event !== null ? Object.keys(event).slice(0, 20) : [typeof event];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
