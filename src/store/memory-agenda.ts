import type { Agenda, Hold, Lease, Task } from '../ports/agenda.ts';

interface Row {
  readonly task: Task;
  /** When it is free to be taken: for a held task, when the lease lapses. */
  readonly due: Date;
  /** Undefined when it was given back. */
  readonly hold: number | undefined;
}

/** An agenda that lasts as long as the process, for tests and rehearsals. */
export class MemoryAgenda implements Agenda {
  readonly #rows = new Map<string, Row>();
  #lastHold = 0;

  async begin(task: Task, { until }: Lease): Promise<Hold | undefined> {
    return this.#rows.has(task.key) ? undefined : this.#give(task, until);
  }

  async put(task: Task, due: Date): Promise<void> {
    // Taken out first, so that it stands behind those that were put down before it.
    this.#rows.delete(task.key);
    this.#rows.set(task.key, { task, due, hold: undefined });
  }

  async take({ now, until }: Lease): Promise<Hold | undefined> {
    const row = this.#longestDue();
    return row === undefined || row.due > now ? undefined : this.#give(row.task, until);
  }

  async takeEarly(key: string, { now, until }: Lease): Promise<Hold | undefined> {
    const row = this.#rows.get(key);
    const isHeld = row?.hold !== undefined && row.due > now;
    return row === undefined || isHeld ? undefined : this.#give(row.task, until);
  }

  async renew(hold: Hold, { until }: Lease): Promise<Hold | undefined> {
    const row = this.#held(hold);
    if (row === undefined) return undefined;

    this.#rows.set(hold.task.key, { ...row, due: until });
    return hold;
  }

  async postpone(hold: Hold, due: Date): Promise<void> {
    const row = this.#held(hold);
    if (row !== undefined) this.#rows.set(hold.task.key, { ...row, due, hold: undefined });
  }

  async finish(hold: Hold): Promise<void> {
    if (this.#held(hold) !== undefined) this.#rows.delete(hold.task.key);
  }

  async state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }> {
    return { open: this.#rows.size, dueSince: this.#longestDue()?.due };
  }

  /** Sorting keeps the order of those due at the same instant: the one that was put down first. */
  #longestDue(): Row | undefined {
    return [...this.#rows.values()].sort((a, b) => a.due.getTime() - b.due.getTime()).at(0);
  }

  #give(task: Task, until: Date): Hold {
    this.#lastHold += 1;
    this.#rows.set(task.key, { task, due: until, hold: this.#lastHold });
    return { task, number: this.#lastHold };
  }

  #held({ task, number }: Hold): Row | undefined {
    const row = this.#rows.get(task.key);
    return row?.hold === number ? row : undefined;
  }
}
