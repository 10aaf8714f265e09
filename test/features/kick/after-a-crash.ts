import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { MemoryWorld } from '../../doubles/a-world.ts';
import { type LastDeed, workUntil } from '../../doubles/dying-world.ts';
import { aKickOrder } from './a-kick-order.ts';

/** Longer than a dead process' hold lasts, shorter than a request stays fresh. */
export const soonMs = 20_000;
export const staleMs = 3 * 60_000;
export const requested = { kind: 'recorded', entry: 'requested' } as const;

export const dieAfter = (deed: LastDeed, world: MemoryWorld, order = aKickOrder()) =>
  workUntil(world, deed, (mortal) => kick(mortal, order));

export async function resumeAfter(ms: number, world: MemoryWorld): Promise<void> {
  await world.clock.sleep(ms);
  await resumeDue(world);
}

export const kindsIn = (world: MemoryWorld, endpoint?: string) =>
  world.log.entries
    .filter((entry) => endpoint === undefined || entry.endpoint?.name === endpoint)
    .map(({ kind }) => kind);
export const lastShown = (world: MemoryWorld) => {
  const shown = world.announcer.shown.at(-1);
  return shown === undefined ? undefined : outcomeOf(shown);
};

/** What is still to be done, looking whether someone is back aside; takes all of it off the agenda. */
export async function openTasks({ agenda }: MemoryWorld): Promise<number> {
  const lease = { now: new Date('2100-01-01'), until: new Date('2100-01-02') };
  const keys: string[] = [];
  for (let hold = await agenda.take(lease); hold !== undefined; hold = await agenda.take(lease))
    keys.push(hold.task.key);
  return keys.filter((key) => !key.startsWith('watch ')).length;
}
