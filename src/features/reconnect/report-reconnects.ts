import { mostInPart } from '../../audit-log/entry-parts.ts';
import { entryEndpoint, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import {
  type ConnectionId,
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../domain/ids.ts';
import type { Kick } from '../../domain/kick.ts';
import { kickFromEntries, type Story, storiesOf } from '../../domain/kick-from-entries.ts';
import { type Comeback, reconnectDetail, reconnectReportFrom } from '../../domain/reconnect.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { reconnectedAfterMs } from '../../domain/watched-names.ts';
import { strikeOff } from '../../jobs/finish-job.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import type { Hold, Task } from '../../ports/agenda.ts';
import type { World } from '../../ports/world.ts';
import type { Credited, WatchedKick } from './attribute-reconnects.ts';
import type { Watch } from './watch.ts';
import type { WatchTask } from './watch-job.ts';

/** Someone was seen to be back: that has to be recorded and told, whatever happens to the process. */
interface ComebackTask {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  readonly connection: ConnectionId;
  /** The name that came back. */
  readonly name: string;
  readonly again: Watch['again'];
  readonly afterMs: number;
}

function comebackTaskFrom(comeback: ComebackTask): Task {
  const { correlation, endpoint, connection, name, again, afterMs } = comeback;
  return {
    key: `returned ${correlation} ${connection}`,
    payload: JSON.stringify([correlation, endpoint, connection, name, again, String(afterMs)]),
  };
}

/** Undefined for a task that another version of the bot put down. */
function parseComebackTask({ payload }: Task): ComebackTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpointText = '', connectionText = '', name = '', again, afterMs] = parts;
  const correlation = parseCorrelation(correlationText);
  const endpoint = parseEndpointId(endpointText);
  const connection = parseConnectionId(connectionText);
  if (correlation === undefined || endpoint === undefined || connection === undefined) return undefined;
  if (again !== 'name' && again !== 'connection') return undefined;
  return { correlation, endpoint, connection, name, again, afterMs: Number(afterMs) };
}

/**
 * Records and tells that someone is back with this connection; once, however often it is seen.
 *
 * @param afterMs How long after the order to end their connections it was established.
 */
export async function tellComeback(
  world: World,
  { correlation, again }: Pick<WatchTask, 'correlation' | 'again'>,
  endpoint: Endpoint,
  connection: Connection,
  afterMs: number,
): Promise<void> {
  const { id } = connection;
  const comeback = {
    ...{ correlation, endpoint: endpoint.id, connection: id, again, afterMs },
    name: namesText([connection]),
  };
  const hold = await world.agenda.begin(comebackTaskFrom(comeback), leaseFrom(world.clock));
  if (hold !== undefined) await goOn(world, hold, comeback);
}

/** Goes on with what a process left behind that had seen someone to be back. */
export async function resumeComeback(world: World, hold: Hold): Promise<void> {
  const comeback = parseComebackTask(hold.task);
  if (comeback === undefined) return world.agenda.finish(hold);
  return goOn(world, hold, comeback);
}

async function goOn(world: World, hold: Hold, task: ComebackTask): Promise<void> {
  try {
    const comeback = await recorded(world, task);
    const isTold = comeback === undefined || (await world.announcer.warn(comeback));
    await strikeOff(world, { hold, isUnrecorded: false }, isTold, task.correlation);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'tell of a return', task.correlation);
    await strikeOff(world, { hold, isUnrecorded: true }, false, task.correlation);
  }
}

/** @returns Undefined when the record or the configuration no longer knows what it was about. */
async function recorded(world: World, task: ComebackTask): Promise<Comeback | undefined> {
  const entries = await world.log.ofRequest(task.correlation);
  const kick = kickFromEntries(entries, world.rules.endpoints);
  const endpoint = world.rules.endpoints.find(({ id }) => id === task.endpoint);
  const follows = storyFollowed(entries, task);
  if (kick === undefined || endpoint === undefined || follows === undefined) return undefined;

  const from = await arrivalOf(world, task, kick.requestedAt);
  const known = entries.find((entry) => entry.kind === 'returned' && isAbout(entry, task));
  const entry = known ?? (await recordComeback(world, kick, task, endpoint, from));
  return {
    kick,
    name: task.name,
    endpoint,
    connection: task.connection,
    afterMs: task.afterMs,
    from,
    seenAt: new Date(entry.at),
    again:
      task.again === 'name'
        ? { kind: 'name', name: task.name }
        : { kind: 'connection', connection: task.connection },
    mayBlock: mayBlockFrom(world, kick.channel.id),
    entry,
    follows,
  };
}

const clockToleranceMs = 60_000;

/** The connect handler knows more of a connection than EC2 tells; nobody waits for it in vain. */
async function arrivalOf(
  { blocking, diagnostics }: World,
  { correlation, name, connection }: ComebackTask,
  requestedAt: Date,
): Promise<Comeback['from']> {
  // Handlers have clocks of their own; the connection's id tells which arrival it was.
  const since = new Date(requestedAt.getTime() - clockToleranceMs);
  try {
    const arrivals = await blocking?.arrivals.of([name], since);
    return arrivals?.find((arrival) => arrival.connection === connection);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'look for an arrival', correlation);
    return undefined;
  }
}

/** Whether people could be kept out from a channel, for offering it. */
function mayBlockFrom({ rules, blocking }: World, channel: string): boolean {
  const rule = [...rules.channels.values()].find(({ id }) => id === channel);
  return blocking !== undefined && (rule?.allow.includes('block') ?? false);
}

function recordComeback(
  world: World,
  { correlation, actor, channel }: Comeback['kick'],
  { name, connection, afterMs }: ComebackTask,
  endpoint: Endpoint,
  from: Comeback['from'],
): Promise<AuditEntry> {
  const where = from === undefined ? '' : `, from ${from.publicIp} (${from.platform})`;
  const context = { correlation, actor, channel, authority: alone, target: name };
  return record(world, context, 'returned', {
    endpoint: entryEndpoint(endpoint),
    connections: [{ id: connection, current: { code: 'active' } }],
    detail: reconnectDetail([afterMs], where),
  });
}

/** What was ended on that endpoint; for a return elsewhere, what was ended first. */
function storyFollowed(entries: readonly AuditEntry[], { endpoint }: ComebackTask): Story | undefined {
  const stories = storiesOf(entries).filter(([{ kind }]) => kind === 'requested');
  return stories.findLast(([first]) => first.endpoint?.id === endpoint) ?? stories[0];
}

function isAbout({ connections = [] }: AuditEntry, { connection }: ComebackTask): boolean {
  return connections.some(({ id }) => id === connection);
}

/** Records that people are back after a kick of many: each by themselves, or where they are very many, by the hundred. */
export async function recordReconnects(
  world: World,
  { correlation, actor, channel }: Kick,
  endpoint: Endpoint,
  credited: readonly Credited[],
): Promise<void> {
  const atOnce = credited.length > mostInPart ? mostInPart : 1;
  for (let from = 0; from < credited.length; from += atOnce) {
    const some = credited.slice(from, from + atOnce);
    const connections = some.map(({ connection }) => connection);
    const now = world.clock.now();
    const afterMs = some.map(({ connection, name }) =>
      reconnectedAfterMs(name, connection.establishedAt ?? now),
    );
    const context = { correlation, actor, channel, authority: alone, target: namesText(connections) };
    await record(world, context, 'returned', {
      endpoint: entryEndpoint(endpoint),
      connections: connections.map(({ id }) => ({ id, current: { code: 'active' } })),
      detail: reconnectDetail(afterMs),
    });
  }
}

/**
 * Shows who has reconnected after a kick of many, in one message that is kept up to date. The watches of several endpoints
 * show the same one: whoever shows it reads the record once more afterwards, until nothing has come.
 *
 * @returns Whether all that is recorded of it now stands as told.
 */
export async function reportReconnects(world: World, { watch, ended }: WatchedKick): Promise<boolean> {
  let isTold = true;
  for (let shown = -1; ; ) {
    const entries = await world.log.ofRequest(watch.correlation);
    if (entries.length === shown) return isTold;

    shown = entries.length;
    const kick = kickFromEntries(entries, world.rules.endpoints);
    if (kick === undefined) return true;

    const report = reconnectReportFrom(kick, entries, ended, mayBlockFrom(world, kick.channel.id));
    isTold = report === undefined || (await world.announcer.reportReconnects(report));
  }
}
