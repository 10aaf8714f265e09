import type { AuditLog } from '../ports/audit-log.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';
import type { ConnectionLocks, Processes } from '../ports/connection-locks.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { NameClaims } from '../ports/name-claims.ts';
import type { ReplayCache } from '../ports/replay-cache.ts';

/** All of Bouncer's stores. */
export interface Store {
  readonly log: AuditLog;
  readonly locks: ConnectionLocks;
  readonly jobs: JobQueue;
  readonly messages: MessageStore;
  readonly replays: ReplayCache;
  readonly claims: NameClaims;
  readonly history: ConnectionHistory;
  readonly processes: Processes;
  close(): void;
}

/** For how many days a table keeps the connection history, unless told otherwise. */
export const usualHistoryDays = 30;
