import type { Logger } from '@slack/web-api';
import type { AwsCallObserver } from '../aws/aws-call-observer.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { Diagnostics } from '../ports/app-context.ts';
import type { RequestNote } from '../slack/guarded-receiver.ts';
import type { UsageCounters } from '../slack/listener-deps.ts';

/** Where Bouncer reports what it does: logs, metrics and diagnostics. */
export interface Observers {
  readonly slackLogger: Logger;
  readonly diagnostics: Diagnostics;
  readonly onAwsCall: AwsCallObserver;
  readonly onRequest: (note: RequestNote) => void;
  readonly onEntry: (entry: AuditEntry) => void;
  readonly usage: UsageCounters;
  /** @param byMs By how many milliseconds the time of day changed; negative when it was set back. */
  readonly onClockSet: (byMs: number) => void;
}
