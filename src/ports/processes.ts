/** The processes that share a store, and which of them are known to have ended. */
export interface Processes {
  /** Identifies this process; different after each restart. */
  readonly me: string;

  /** Returns whether a process has certainly ended; false if it is running, or may be. */
  isDead(process: string): boolean;
}
