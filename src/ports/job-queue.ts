/**
 * Work that must be completed even if the process crashes. A job is enqueued before its work begins, and another
 * process continues it when its lease has expired.
 */
export interface JobQueue {
  /**
   * Enqueues a job and claims it at once. Does nothing if the key already exists.
   *
   * @returns Undefined if the job already exists.
   * @throws {Failure} `store_unavailable`
   */
  enqueueClaimed(job: Job, term: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Enqueues a job that can be claimed from `due` on. It replaces a job with the same key, whose lease is lost.
   *
   * @throws {Failure} `store_unavailable`
   */
  enqueue(job: Job, due: Date): Promise<void>;

  /**
   * Claims the job that has been due longest and is not leased. If the clock was set back, it also claims a job that
   * was enqueued in what is now the future, and one whose lease was not renewed for its whole term.
   *
   * @throws {Failure} `store_unavailable`
   */
  claim(term: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Claims one job before it is due. Of several processes that try, one gets it.
   *
   * @returns Undefined if the job is leased, or is not in the queue (any more).
   * @throws {Failure} `store_unavailable`
   */
  claimEarly(key: string, term: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Renews a lease. A process that stalled for longer than its lease learns here that another has taken over the job.
   *
   * @returns Undefined if the lease is lost.
   * @throws {Failure} `store_unavailable`
   */
  renew(lease: Lease, term: LeaseTerm): Promise<Lease | undefined>;

  /**
   * Returns a job to the queue, to be claimed from `due` on. Does nothing if the lease is lost.
   *
   * @throws {Failure} `store_unavailable`
   */
  reschedule(lease: Lease, due: Date): Promise<void>;

  /** Completes a job. Does nothing if the lease is lost. @throws {Failure} `store_unavailable` */
  complete(lease: Lease): Promise<void>;

  /**
   * Returns the jobs of one kind, leased or not and whenever they are due. A job's key begins with its kind and a
   * space.
   *
   * @throws {Failure} `store_unavailable`
   */
  ofKind(kind: string): Promise<readonly Job[]>;

  /**
   * Returns how many jobs are in the queue, and when the earliest of them is or was due.
   *
   * @throws {Failure} `store_unavailable`
   */
  state(): Promise<{ readonly open: number; readonly dueSince: Date | undefined }>;
}

export interface Job {
  /** Identifies the work, so that the same work is enqueued once. */
  readonly key: string;
  /** What is needed to continue the work, as JSON text. */
  readonly payload: string;
}

/** A claimed job. Each lease has its own number, so that a lost one cannot be used. */
export interface Lease {
  readonly job: Job;
  readonly number: number;
}

export interface LeaseTerm {
  readonly now: Date;
  /** The lease expires at this time unless it is renewed. */
  readonly until: Date;
}
