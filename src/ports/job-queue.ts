/**
 * Work that must come to its end whatever happens to the process: it is enqueued before it is begun, and whoever
 * finds it left behind goes on with it.
 */
export interface JobQueue {
  /**
   * Enqueues a job and takes it for oneself at once; putting the same key again changes nothing.
   *
   * @returns Undefined when the job is there already.
   * @throws {Failure} `store_unavailable`
   */
  enqueueClaimed(job: Job, lease: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Enqueues a job to be taken from `due` on, in the place of one of the same key: whoever holds that one has lost it.
   *
   * @throws {Failure} `store_unavailable`
   */
  enqueue(job: Job, due: Date): Promise<void>;

  /**
   * Takes the job that has been due longest and that nobody holds. Where the clock was set back, that is also one that
   * was enqueued in what is now the future, and one whose lease nobody has renewed for as long as it lasts.
   *
   * @throws {Failure} `store_unavailable`
   */
  claim(lease: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Takes one job ahead of its time: of several who reach for it, one gets it.
   *
   * @returns Undefined when somebody holds it, or it is not down (any more).
   * @throws {Failure} `store_unavailable`
   */
  claimEarly(key: string, lease: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Keeps a job held. A holder that was stalled past its lease learns here that another has gone on with the job.
   *
   * @returns Undefined when the hold is lost.
   * @throws {Failure} `store_unavailable`
   */
  renew(hold: Lease, lease: LeaseTerm): Promise<Lease | undefined>;

  /** Gives a job back, to be taken from `due` on. Nothing happens when the hold is lost. @throws {Failure} `store_unavailable` */
  reschedule(hold: Lease, due: Date): Promise<void>;

  /** Completes a job. Nothing happens when the hold is lost. @throws {Failure} `store_unavailable` */
  complete(hold: Lease): Promise<void>;

  /**
   * The jobs of one kind, whoever holds them and whenever they are due: a job's key begins with its kind and a space.
   *
   * @throws {Failure} `store_unavailable`
   */
  ofKind(kind: string): Promise<readonly Job[]>;

  /** How many jobs are down, and since or until when the one that is due first waits. @throws {Failure} `store_unavailable` */
  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }>;
}

export interface Job {
  /** Names the work, so that the same work is enqueued once. */
  readonly key: string;
  /** What the work needs to be found again, as JSON text. */
  readonly payload: string;
}

/** A job in someone's hands; each hold has a number of its own, so that a lost one cannot be used. */
export interface Lease {
  readonly job: Job;
  readonly number: number;
}

export interface LeaseTerm {
  readonly now: Date;
  /** The hold lapses here unless it is renewed. */
  readonly until: Date;
}
