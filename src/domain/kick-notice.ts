import type { Correlation, PersonId } from './ids.ts';

/** Tells a person, in a direct message, that their connections were terminated. */
export interface KickNotice {
  readonly correlation: Correlation;
  readonly person: PersonId;
  /** The channel in which the kick was requested, by its name in the configuration. */
  readonly channelName: string;
  /** The names of the endpoints on which connections of theirs were terminated. */
  readonly endpoints: readonly string[];
  /** How many of their connections were terminated. */
  readonly count: number;
  /** Undefined if the configuration does not let them read it. */
  readonly reason: string | undefined;
}
