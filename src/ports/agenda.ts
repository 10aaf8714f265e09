/**
 * Work that must come to its end whatever happens to the process: it is put down before it is begun, and whoever
 * finds it left behind goes on with it.
 */
export interface Agenda {
  /**
   * Puts a task down and takes it for oneself at once; putting the same key again changes nothing.
   *
   * @returns Undefined when the task is there already.
   * @throws {Failure} `store_unavailable`
   */
  begin(task: Task, lease: Lease): Promise<Hold | undefined>;

  /**
   * Puts a task down to be taken from `due` on, in the place of one of the same key: whoever holds that one has lost it.
   *
   * @throws {Failure} `store_unavailable`
   */
  put(task: Task, due: Date): Promise<void>;

  /**
   * Takes the task that has been due longest and that nobody holds. Where the clock was set back, that is also one that
   * was put down in what is now the future, and one whose lease nobody has renewed for as long as it lasts.
   *
   * @throws {Failure} `store_unavailable`
   */
  take(lease: Lease): Promise<Hold | undefined>;

  /**
   * Takes one task ahead of its time: of several who reach for it, one gets it.
   *
   * @returns Undefined when somebody holds it, or it is not down (any more).
   * @throws {Failure} `store_unavailable`
   */
  takeEarly(key: string, lease: Lease): Promise<Hold | undefined>;

  /**
   * Keeps a task held. A holder that was stalled past its lease learns here that another has gone on with the task.
   *
   * @returns Undefined when the hold is lost.
   * @throws {Failure} `store_unavailable`
   */
  renew(hold: Hold, lease: Lease): Promise<Hold | undefined>;

  /** Gives a task back, to be taken from `due` on. Nothing happens when the hold is lost. @throws {Failure} `store_unavailable` */
  postpone(hold: Hold, due: Date): Promise<void>;

  /** Strikes a task off. Nothing happens when the hold is lost. @throws {Failure} `store_unavailable` */
  finish(hold: Hold): Promise<void>;

  /**
   * The tasks of one kind, whoever holds them and whenever they are due: a task's key begins with its kind and a space.
   *
   * @throws {Failure} `store_unavailable`
   */
  ofKind(kind: string): Promise<readonly Task[]>;

  /** How many tasks are down, and since or until when the one that is due first waits. @throws {Failure} `store_unavailable` */
  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }>;
}

export interface Task {
  /** Names the work, so that the same work is put down once. */
  readonly key: string;
  /** What the work needs to be found again, as JSON text. */
  readonly payload: string;
}

/** A task in someone's hands; each hold has a number of its own, so that a lost one cannot be used. */
export interface Hold {
  readonly task: Task;
  readonly number: number;
}

export interface Lease {
  readonly now: Date;
  /** The hold lapses here unless it is renewed. */
  readonly until: Date;
}
