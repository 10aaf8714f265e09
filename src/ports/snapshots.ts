import type { Connection } from '../core/connection.ts';
import type { Endpoint } from '../core/endpoint.ts';
import type { Found, Life } from '../core/found.ts';
import type { Target } from '../core/selection.ts';
import type { Unrefreshed } from '../core/sighting.ts';
import type { ConnectionFilter } from './vpn-gateway.ts';

/**
 * What the bot last read of whole endpoints, shared by everyone who looks. It is for looking alone: the world that
 * acts are decided in has none of it.
 */
export interface Snapshots {
  /**
   * Gives the latest snapshot of an endpoint, however old, and has it refreshed for the next one who looks; where that
   * fails, the snapshot says so. The first is waited for: after `patienceMs`, the part of it that has been read by then is given.
   *
   * @throws {Failure} with an `aws_…` code, when there is nothing to give.
   */
  recent(endpoint: Endpoint, ask: SnapshotAsk): Promise<Snapshot>;

  /**
   * Asks EC2 for a few connections alone. Those who ask for the same within two seconds share one answer, unless sessions
   * on the endpoint were lately asked to end.
   *
   * @throws {Failure} with an `aws_…` code.
   */
  connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]>;
}

/** How new a list has to be, and how long it may take. */
export interface Freshness {
  /** `newest` for somebody who asks for what has changed: as far as EC2's request limit allows, nothing older will do. */
  readonly age: 'lately' | 'newest';
  /** How long to wait for an endpoint that nobody has looked at lately, until what is there of it will do. */
  readonly patienceMs: number;
}

/** For those who need all of a list, and can wait for it. */
export const whole: Freshness = { age: 'lately', patienceMs: Number.POSITIVE_INFINITY };

export interface SnapshotAsk extends Freshness {
  /** Connections that ended within the last 60 minutes are kept only when they are asked for. */
  readonly life: Life;
}

/** The connections of one endpoint, as one sweep through its pages read them. */
export interface Snapshot {
  /** When the sweep began: nothing in it is older. */
  readonly asOf: Date;
  /** How many connections someone may be on. */
  readonly live: number;
  /** How far the sweep is, while it still runs: whoever is not here may be on all the same. */
  readonly progress: Progress | undefined;
  /** Whether no network is associated with the endpoint: nobody can be on then, and AWS lists nobody, nor who was. */
  readonly isUnassociated: boolean;
  /** Why it is old, where it could not be read again. */
  readonly unrefreshed: Unrefreshed | undefined;
  select(target: Target, life: Life): Found;
}

export interface Progress {
  readonly read: number;
  /** How many there were the last time; unknown at the first. */
  readonly about: number | undefined;
}
