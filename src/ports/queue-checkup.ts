/** Whether people's requests get from the ingress to the worker. */
export interface QueueCheckup {
  /** Its address. */
  readonly name: string;
  /** @throws {Failure} with an `aws_…` code; `aws_rejected` when there is no such queue. */
  state(): Promise<QueueState>;
}

export interface QueueState {
  /** About so many requests are on it, or being worked on. */
  readonly waiting: number;
  /** About so many could not be worked on, however often it was tried; undefined when there is no queue for them. */
  readonly dead: number | undefined;
}
