import type { DaysToExpiry, Endpoint } from '../domain/endpoint.ts';
import type { Failure } from '../domain/failure.ts';
import type { Correlation, PersonId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { Announcer } from './announcer.ts';
import type { AuditLog } from './audit-log.ts';
import type { BlockList, ConnectionAttempts } from './block-list.ts';
import type { Clock } from './clock.ts';
import type { ConnectionHistory } from './connection-history.ts';
import type { ConnectionLocks } from './connection-locks.ts';
import type { Directory } from './directory.ts';
import type { JobQueue } from './job-queue.ts';
import type { KnownClaims } from './name-claims.ts';
import type { Snapshots, VpnGateway } from './vpn-gateway.ts';

/**
 * Everything outside the domain that the use cases depend on; each use case picks the parts that it needs. It contains
 * no snapshots: use cases that act have only this context, so that they always decide on current data.
 */
export interface AppContext {
  /** Its people have the claimed names as {@link AppContext.claims} last read them. */
  readonly rules: Rules;
  readonly directory: Directory;
  readonly vpn: VpnGateway;
  readonly log: AuditLog;
  readonly locks: ConnectionLocks;
  readonly jobs: JobQueue;
  readonly announcer: Announcer;
  /** Undefined if the operator has not set up a list of blocks. Nobody can be blocked then. */
  readonly blocking: Blocking | undefined;
  /** Certificate names that people have claimed. */
  readonly claims: KnownClaims;
  /** Undefined if the operator has turned the history off. */
  readonly history: ConnectionHistory | undefined;
  readonly diagnostics: Diagnostics;
  readonly clock: Clock;
  readonly newCorrelation: () => Correlation;
  /**
   * Called for everyone who is seen to hold a grant where they ask, so that their requests have room in the budget. It
   * must not throw.
   */
  readonly onGranted: (person: PersonId) => void;
}

/** What Bouncer shares with the connect handlers. */
export interface Blocking {
  readonly blocks: BlockList;
  readonly attempts: ConnectionAttempts;
}

/** The context of use cases that only read. */
export interface ReadContext extends AppContext {
  readonly snapshots: Snapshots;
  /** Reads how long people can still connect. May throw a {@link Failure} with an `aws_…` code. */
  readonly daysToExpiry: (endpoint: Endpoint) => Promise<DaysToExpiry>;
}

/** Reports failures of a command that has already answered the person. */
export interface Diagnostics {
  /** @param during What Bouncer was doing, for example `record refusal`. */
  report(failure: Failure, during: string, correlation: Correlation): void;
}
