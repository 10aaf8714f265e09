import { runDueJobs } from '../../../src/app/run-jobs.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { MemoryContext } from '../../doubles/an-app.ts';
import { type CrashPoint, runUntilCrash } from '../../doubles/crashing-context.ts';
import { aKickOrder } from './a-kick-order.ts';

/** Longer than the lease of a crashed process, shorter than the age at which a request is abandoned. */
export const soonMs = 20_000;
export const staleMs = 3 * 60_000;
export const requested = { kind: 'recorded', entry: 'requested' } as const;

export const crashAfter = (point: CrashPoint, app: MemoryContext, order = aKickOrder()) =>
  runUntilCrash(app, point, (crashing) => kick(crashing, order));

export async function resumeAfter(ms: number, app: MemoryContext): Promise<void> {
  await app.clock.sleep(ms);
  await runDueJobs(app);
}

export const kindsIn = (app: MemoryContext, endpoint?: string) =>
  app.log.entries
    .filter((entry) => endpoint === undefined || entry.endpoint?.name === endpoint)
    .map(({ kind }) => kind);
export const lastShown = (app: MemoryContext) => {
  const shown = app.announcer.shown.at(-1);
  return shown === undefined ? undefined : outcomeOf(shown);
};

/** Claims every job and counts those that are not reconnect watches. */
export async function openJobs({ jobs }: MemoryContext): Promise<number> {
  const term = { now: new Date('2100-01-01'), until: new Date('2100-01-02') };
  const keys: string[] = [];
  for (let lease = await jobs.claim(term); lease !== undefined; lease = await jobs.claim(term))
    keys.push(lease.job.key);
  return keys.filter((key) => !key.startsWith('watch ')).length;
}
