import type { Correlation, PersonId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { Agenda } from './agenda.ts';
import type { Announcer } from './announcer.ts';
import type { Arrivals } from './arrivals.ts';
import type { AuditLog } from './audit-log.ts';
import type { BlockList } from './block-list.ts';
import type { Claims } from './claims.ts';
import type { Clock } from './clock.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Directory } from './directory.ts';
import type { Snapshots, VpnGateway } from './vpn-gateway.ts';

/**
 * All that the commands know of what is outside; each takes the part that it needs. There is no snapshot in it: acts
 * are decided in this world, and only ever by the truth of now.
 */
export interface World {
  readonly rules: Rules;
  readonly directory: Directory;
  readonly vpn: VpnGateway;
  readonly log: AuditLog;
  readonly claims: Claims;
  readonly agenda: Agenda;
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
  readonly arrivals: Arrivals;
}

/** The world of those who look. */
export interface LookingWorld extends World {
  readonly snapshots: Snapshots;
}
