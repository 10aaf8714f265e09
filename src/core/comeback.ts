import type { Arrival } from './arrival.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionId } from './ids.ts';
import type { Kick } from './kick.ts';
import type { Story } from './kick-from-entries.ts';
import type { ExactWhom } from './whom.ts';

/** Someone whose sessions were ended is back, with a connection that was not there before. */
export interface Comeback {
  readonly kick: Pick<Kick, 'correlation' | 'actor' | 'channel'>;
  /** The name that came back. */
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly connection: ConnectionId;
  readonly afterMs: number;
  /** Where they are and with what, as the connect handler was told; unknown where none is asked. */
  readonly from: Pick<Arrival, 'publicIp' | 'platform'> | undefined;
  readonly seenAt: Date;
  /** Whom Kick again means. */
  readonly again: ExactWhom;
  /** Whether they could be kept out from the channel: for offering it, never for acting. */
  readonly mayBlock: boolean;
  /** The entry that records it. */
  readonly entry: AuditEntry;
  /** What it follows in the record. */
  readonly follows: Story;
}
