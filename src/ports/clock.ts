export interface Clock {
  /**
   * The wall-clock time, which someone may set. Use it for what is recorded, shown, or compared with another machine's
   * time.
   */
  now(): Date;
  /**
   * Monotonic milliseconds since an arbitrary moment in this process, which nobody can set. Use it to measure
   * durations.
   */
  elapsedMs(): number;
  sleep(ms: number): Promise<void>;
}
