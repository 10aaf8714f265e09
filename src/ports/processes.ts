/** The processes that share a store, and which of them are known to have ended. */
export interface Processes {
  /** Names this process, differently in each of its lives. */
  readonly me: string;

  /** Says that a process has ended for certain; false for whoever lives, or may live. */
  isDead(process: string): boolean;
}
