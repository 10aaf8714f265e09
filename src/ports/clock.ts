export interface Clock {
  /** The time of day, which somebody may set: for what is recorded, shown, or held against another machine's time. */
  now(): Date;
  /** Milliseconds since some moment of this process' life, which nobody can set: for whatever lasts for a while. */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
}
