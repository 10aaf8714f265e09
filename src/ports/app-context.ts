import type { Correlation, PersonId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { Announcer } from './announcer.ts';
import type { AuditLog } from './audit-log.ts';
import type { BlockList } from './block-list.ts';
import type { Clock } from './clock.ts';
import type { ConnectionAttempts } from './connection-attempts.ts';
import type { ConnectionLocks } from './connection-locks.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Directory } from './directory.ts';
import type { JobQueue } from './job-queue.ts';
import type { Snapshots, VpnGateway } from './vpn-gateway.ts';

/**
 * All that the commands know of what is outside; each takes the part that it needs. There is no snapshot in it: acts
 * are decided in this world, and only ever by the truth of now.
 */
export interface AppContext {
  readonly rules: Rules;
  readonly directory: Directory;
  readonly vpn: VpnGateway;
  readonly log: AuditLog;
  readonly locks: ConnectionLocks;
  readonly jobs: JobQueue;
  readonly announcer: Announcer;
  /** Undefined where the operator has set up no list of blocks: then nobody can be kept out. */
  readonly blocking: Blocking | undefined;
  readonly diagnostics: Diagnostics;
  readonly clock: Clock;
  readonly newCorrelation: () => Correlation;
  /** Told of everybody who is seen to hold a grant where they ask, so that their requests have room. It must not throw. */
  readonly onGranted: (person: PersonId) => void;
}

/** What the bot shares with the connect handlers. */
export interface Blocking {
  readonly blocks: BlockList;
  readonly arrivals: ConnectionAttempts;
}

/** The world of those who look. */
export interface ReadContext extends AppContext {
  readonly snapshots: Snapshots;
}
