import type { AuditEntry } from '../../../core/audit-entry.ts';
import { alone } from '../../../core/authority.ts';
import type { Comeback } from '../../../core/comeback.ts';
import type { Connection } from '../../../core/connection.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { failureFrom } from '../../../core/failure.ts';
import { kickFromEntries, type Story, storiesOf } from '../../../core/kick-from-entries.ts';
import { reconnectDetail } from '../../../core/reconnect.ts';
import { namesText } from '../../../core/vpn-name.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { World } from '../../../ports/world.ts';
import { leaseFrom } from '../lease.ts';
import { entryEndpoint, record } from '../record.ts';
import { strikeOff } from '../strike-off.ts';
import { type ComebackTask, comebackTaskFrom, parseComebackTask } from './comeback-task.ts';
import type { WatchTask } from './watch-task.ts';

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
export function mayBlockFrom({ rules, blocking }: World, channel: string): boolean {
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
