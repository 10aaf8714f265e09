import type { TurnedAway } from '../../../core/arrival.ts';
import { type AuditEntry, botActor } from '../../../core/audit-entry.ts';
import { failureFrom } from '../../../core/failure.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { World } from '../../../ports/world.ts';
import { entryEndpoint } from '../record.ts';
import { againAt, putBack } from './put-back.ts';
import { parseTurnedAwayTask, type TurnedAwayTask } from './turned-away-task.ts';

/** Records and tells that a block turned somebody away, from wherever an earlier process came to with it. */
export async function resumeTurnedAway(world: World, hold: Hold): Promise<void> {
  const task = parseTurnedAwayTask(hold.task);
  if (task === undefined || world.blocking === undefined) return world.agenda.finish(hold);

  const { correlation, turnedAway } = task;
  try {
    const [known] = await world.log.ofRequest(correlation);
    const entry = known ?? (await recordTurnedAway(world, task));
    await world.blocking.arrivals.told(turnedAway, world.clock.now());
    const isTold = await world.announcer.announce([entry]);
    await putBack(world, hold, correlation, isTold ? undefined : againAt(world));
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'tell of someone turned away', correlation);
    await putBack(world, hold, correlation, againAt(world));
  }
}

function recordTurnedAway(
  { log, clock, rules }: World,
  { correlation, turnedAway }: TurnedAwayTask,
): Promise<AuditEntry> {
  const { name, latest } = turnedAway;
  const endpoint = rules.endpoints.find(({ id }) => id === latest.endpoint);
  return log.append({
    at: clock.now().toISOString(),
    kind: 'turned-away',
    correlation,
    actor: botActor,
    target: name,
    ...(endpoint !== undefined && { endpoint: entryEndpoint(endpoint) }),
    connections: [{ id: latest.connection }],
    detail: detailOf(turnedAway),
  });
}

function detailOf({ count, told, latest }: TurnedAway): string {
  const { publicIp, platform, at } = latest;
  const times = count - told === 1 ? 'once' : `${count - told} times`;
  const from = [publicIp, platform].filter((text) => text !== '').join(', ');
  return `${times}, last at ${at.toISOString()}${from === '' ? '' : ` from ${from}`}; ${count} in all`;
}
