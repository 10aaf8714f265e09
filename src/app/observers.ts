import type { Logger } from '@slack/web-api';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { Diagnostics } from '../ports/diagnostics.ts';
import type { Tally } from '../slack/desk.ts';
import type { RequestNote } from '../slack/guarded-receiver.ts';

/** What watches the bot from outside it. */
export interface Observers {
  readonly slackLogger: Logger;
  readonly diagnostics: Diagnostics;
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  readonly onEntry: (entry: AuditEntry) => void;
  readonly tally: Tally;
  /** @param byMs By how much the time of day was set, less than nothing where it was set back. */
  readonly onClockSet: (byMs: number) => void;
}
