import { addMilliseconds } from 'date-fns/addMilliseconds';
import { min } from 'date-fns/min';
import type { Agenda, Hold, Lease } from '../ports/agenda.ts';
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
  let soonestEnd: Date | undefined;
  const timer = setInterval(() => void renewAll(), leaseMs / renewalsPerLease);
  timer.unref();

  /** A renewal that fails is no news: the next one may succeed before the lease is over. */
  async function renewAll(): Promise<void> {
    const now = clock.now();
    const lease = { now, until: addMilliseconds(now, leaseMs) };
    soonestEnd = lease.until;
    await Promise.allSettled([...held.values()].map((hold) => agenda.renew(hold, lease)));
  }
  function keep(hold: Hold | undefined, { until }: Lease): Hold | undefined {
    if (hold === undefined) return undefined;

    held.set(hold.task.key, hold);
    soonestEnd = soonestEnd === undefined ? until : min([soonestEnd, until]);
    return hold;
  }
  /** Where the clock was set forward, or the process stood still, its own leases look as if nobody renewed them. */
  async function keepOwn({ now }: Lease): Promise<void> {
    if (held.size > 0 && soonestEnd !== undefined && soonestEnd <= now) await renewAll();
  }

  return {
    begin: async (task, lease) => keep(await agenda.begin(task, lease), lease),
    put: async (task, due) => {
      held.delete(task.key);
      await agenda.put(task, due);
    },
    take: async (lease) => {
      await keepOwn(lease);
      return keep(await agenda.take(lease), lease);
    },
    takeEarly: async (key, lease) => {
      await keepOwn(lease);
      return keep(await agenda.takeEarly(key, lease), lease);
    },
    renew: (hold, lease) => agenda.renew(hold, lease),
    postpone: async (hold, due) => {
      held.delete(hold.task.key);
      await agenda.postpone(hold, due);
    },
    finish: async (hold) => {
      held.delete(hold.task.key);
      await agenda.finish(hold);
    },
    ofKind: (kind) => agenda.ofKind(kind),
    state: () => agenda.state(),
    stop: () => clearInterval(timer),
  };
}
