import { min } from 'date-fns/min';
import { isInFuture } from '../../src/domain/moment.ts';
import type { Agenda, Hold, Lease, Task } from '../../src/ports/agenda.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { StaleLeases } from '../../src/store/stale-leases.ts';

interface Row {
  readonly task: Task;
  /** When it is free to be taken: for a held task, when the lease lapses. */
  readonly due: Date;
  /** Undefined when it was given back. */
  readonly hold: number | undefined;
  readonly written: Date;
}

const realTime = { now: () => new Date(), elapsedMs: () => performance.now() };

/** An agenda that lasts as long as the process, for tests and rehearsals. */
export class MemoryAgenda implements Agenda {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Pick<Clock, 'now' | 'elapsedMs'>;
  readonly #stale: StaleLeases;
  #lastHold = 0;

  constructor(clock: Pick<Clock, 'now' | 'elapsedMs'> = realTime) {
    this.#clock = clock;
    this.#stale = new StaleLeases(clock);
  }

  async begin(task: Task, { until }: Lease): Promise<Hold | undefined> {
    return this.#rows.has(task.key) ? undefined : this.#give(task, until);
  }

  async put(task: Task, due: Date): Promise<void> {
    // Taken out first, so that it stands behind those that were put down before it.
    this.#rows.delete(task.key);
    this.#rows.set(task.key, { task, due, hold: undefined, written: this.#clock.now() });
  }

  async take({ now, until }: Lease): Promise<Hold | undefined> {
    const leases = [...this.#rows.values()].flatMap(({ task: { key }, hold, due }) =>
      hold === undefined || due <= now ? [] : [{ key, hold, dueMs: due.getTime() }],
    );
    const stale = this.#stale.among(leases, until.getTime() - now.getTime()).map(({ key }) => key);
    const row = this.#inOrder().find(
      ({ task, due, hold, written }) =>
        due <= now || stale.includes(task.key) || (hold === undefined && this.#isOfFuture(written)),
    );
    return row && this.#give(row.task, until);
  }

  async takeEarly(key: string, { now, until }: Lease): Promise<Hold | undefined> {
    const row = this.#rows.get(key);
    const isHeld = row?.hold !== undefined && row.due > now;
    return row === undefined || isHeld ? undefined : this.#give(row.task, until);
  }

  async renew(hold: Hold, { until }: Lease): Promise<Hold | undefined> {
    const row = this.#held(hold);
    if (row === undefined) return undefined;

    this.#rows.set(hold.task.key, { ...row, due: until, written: this.#clock.now() });
    return hold;
  }

  async postpone(hold: Hold, due: Date): Promise<void> {
    const row = this.#held(hold);
    if (row !== undefined)
      this.#rows.set(hold.task.key, { ...row, due, hold: undefined, written: this.#clock.now() });
  }

  async finish(hold: Hold): Promise<void> {
    if (this.#held(hold) !== undefined) this.#rows.delete(hold.task.key);
  }

  async ofKind(kind: string): Promise<readonly Task[]> {
    return [...this.#rows.values()].map(({ task }) => task).filter(({ key }) => key.startsWith(`${kind} `));
  }

  async state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    const now = this.#clock.now();
    const dues = [...this.#rows.values()].map(({ due, written }) =>
      this.#isOfFuture(written) ? min([due, now]) : due,
    );
    return { open: this.#rows.size, dueSince: dues.length === 0 ? undefined : min(dues) };
  }

  /** Sorting keeps the order of those due at the same instant: the one that was put down first. */
  #inOrder(): readonly Row[] {
    return [...this.#rows.values()].sort((a, b) => a.due.getTime() - b.due.getTime());
  }

  /** The clock was set back since it was written. */
  #isOfFuture(written: Date): boolean {
    return isInFuture(written, this.#clock.now());
  }

  #give(task: Task, until: Date): Hold {
    this.#lastHold += 1;
    this.#rows.set(task.key, { task, due: until, hold: this.#lastHold, written: this.#clock.now() });
    return { task, number: this.#lastHold };
  }

  #held({ task, number }: Hold): Row | undefined {
    const row = this.#rows.get(task.key);
    return row?.hold === number ? row : undefined;
  }
}
