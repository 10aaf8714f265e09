/** Checks whether people's requests get from the ingress to the worker. */
export interface QueueCheckup {
  /** The queue's address. */
  readonly name: string;
  /** @throws {Failure} with an `aws_…` code; `aws_rejected` if there is no such queue. */
  state(): Promise<QueueState>;
}

export interface QueueState {
  /** Approximate number of requests that are in the queue or being processed. */
  readonly waiting: number;
  /** Approximate number of requests that failed after every retry; undefined if there is no dead-letter queue. */
  readonly dead: number | undefined;
}
