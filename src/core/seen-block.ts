import type { Block } from './block.ts';

/** A block as somebody in a channel sees it. */
export interface SeenBlock {
  readonly block: Block;
  /** Whether this person, here, may lift it: for showing a button, never for acting. */
  readonly mayLift: boolean;
}
