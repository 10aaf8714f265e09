import type { Agenda, Hold } from '../ports/agenda.ts';
import type { Clock } from '../ports/clock.ts';

/** An agenda whose holds are renewed by themselves for as long as this process lives and has not given them back. */
export interface KeptHolds extends Agenda {
  /** Lets go of the process: holds lapse from now on, so that another process goes on with what is left. */
  stop(): void;
}

/** Three renewals within a lease: one that comes late or fails loses nothing. */
const renewalsPerLease = 3;

export function keptHolds(agenda: Agenda, clock: Clock, leaseMs: number): KeptHolds {
  const held = new Map<string, Hold>();
  const timer = setInterval(() => void renewAll(), leaseMs / renewalsPerLease);
  timer.unref();

  /** A renewal that fails is no news: the next one may succeed before the lease is over. */
  async function renewAll(): Promise<void> {
    const now = clock.now();
    const lease = { now, until: new Date(now.getTime() + leaseMs) };
    await Promise.allSettled([...held.values()].map((hold) => agenda.renew(hold, lease)));
  }
  function keep(hold: Hold | undefined): Hold | undefined {
    if (hold !== undefined) held.set(hold.task.key, hold);
    return hold;
  }

  return {
    begin: async (task, lease) => keep(await agenda.begin(task, lease)),
    put: async (task, due) => {
      held.delete(task.key);
      await agenda.put(task, due);
    },
    take: async (lease) => keep(await agenda.take(lease)),
    takeEarly: async (key, lease) => keep(await agenda.takeEarly(key, lease)),
    renew: (hold, lease) => agenda.renew(hold, lease),
    postpone: async (hold, due) => {
      held.delete(hold.task.key);
      await agenda.postpone(hold, due);
    },
    finish: async (hold) => {
      held.delete(hold.task.key);
      await agenda.finish(hold);
    },
    state: () => agenda.state(),
    stop: () => clearInterval(timer),
  };
}
