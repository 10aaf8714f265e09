import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { emptyHead, type Head } from '../../domain/audit-chain.ts';
import {
  type AuditLogComparison,
  compareAuditLog,
  type Disagreement,
  isDisagreement,
  problemIn,
} from '../../domain/audit-witness.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { AuditLog, AuditWitnesses } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';

/**
 * Compares the audit log with the audit channel: if its end is cut off, or the store is emptied or replaced, the audit
 * log itself shows no trace. While they disagree, no entries are appended, so that no number is used twice.
 */
export interface AuditLogCheck {
  /**
   * Compares them, unless that was done or is in progress. A channel that cannot be read blocks nothing: it is read
   * again at a later call. It never throws.
   */
  run(): Promise<void>;
  /** Waits briefly for the first comparison. @throws {Failure} `audit_unwritable` if the audit log disagrees. */
  assertTrusted(): Promise<void>;
  /** Notes an entry that is now stored; the audit log never gets shorter. */
  saw(head: Head): void;
  /**
   * Why the audit log cannot be trusted; undefined if it agrees, or was not compared yet.
   *
   * @throws {Failure} `store_unavailable`
   */
  problem(): Promise<string | undefined>;
}

export interface AuditLogCheckParts {
  readonly log: Pick<AuditLog, 'head' | 'storedAt'>;
  readonly witnesses: AuditWitnesses;
  readonly clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  /** Reports the disagreement in the audit channel. @returns Whether the message was posted. */
  readonly announce: (disagreement: Disagreement) => Promise<boolean>;
  readonly report: (report: ComparisonReport) => void;
}

/** A line for the process log. */
interface ComparisonReport {
  readonly kind: 'info' | 'warn' | 'error';
  readonly text: string;
}

/** Slack limits how often a channel can be read: https://docs.slack.dev/apis/web-api/rate-limits */
const pauseMs = secondsToMilliseconds(10);
/** Slack usually responds within a second, and people must get an answer within three. */
const patienceMs = secondsToMilliseconds(2);

export function auditLogCheck({
  log,
  witnesses,
  clock,
  announce,
  report,
}: AuditLogCheckParts): AuditLogCheck {
  let running: Promise<void> | undefined;
  let first: Promise<void> | undefined;
  let triedMs: number | undefined;
  let highest = emptyHead;
  /** Undefined until a comparison succeeded. */
  let comparison: AuditLogComparison | undefined;
  let problem: string | undefined;
  let isAnnounced = false;
  let hasReportedFailure = false;

  async function compare(): Promise<void> {
    try {
      await conclude(notShorter(await compareWith(log, witnesses)));
    } catch (error) {
      if (!hasReportedFailure) report({ kind: 'warn', text: uncomparedText(error) });
      hasReportedFailure = true;
    }
  }

  /** Whatever the channel shows, the audit log never gets shorter unless an operator accepted it as it is. */
  function notShorter(result: AuditLogComparison): AuditLogComparison {
    if (result.kind === 'agrees' && result.newest.isAcceptance) highest = result.head;
    return result.kind !== 'cut' && result.head.seq < highest.seq
      ? { kind: 'lost', head: result.head, newest: highest }
      : result;
  }

  async function conclude(result: AuditLogComparison): Promise<void> {
    comparison = result;
    found(problemIn(result));
    if (problem === undefined || isAnnounced || !isDisagreement(result)) return;
    isAnnounced = await announce(result);
  }

  function found(text: string | undefined): void {
    if (text === problem) return;
    problem = text;
    isAnnounced = false;
    report(
      text === undefined
        ? { kind: 'info', text: 'the audit log agrees with the audit channel again' }
        : { kind: 'error', text: `${disagrees}: ${text}` },
    );
  }

  return {
    async run() {
      const isDone = comparison !== undefined && problem === undefined;
      const isTooSoon = triedMs !== undefined && clock.elapsedMs() - triedMs < pauseMs;
      if (isDone || isTooSoon || running !== undefined) return;

      triedMs = clock.elapsedMs();
      running = compare().finally(() => {
        running = undefined;
      });
      first ??= running;
      await running;
    },
    async assertTrusted() {
      if (comparison === undefined) await Promise.race([first, clock.sleep(patienceMs)]);
      if (problem !== undefined) throw new Failure('audit_unwritable', `${disagrees}: ${problem}`);
    },
    saw({ seq, hash }) {
      if (seq > highest.seq) highest = { seq, hash };
    },
    async problem() {
      const known = highest;
      const head = problem === undefined ? await log.head() : known;
      if (head.seq < known.seq) found(problemIn({ kind: 'lost', head, newest: known }));
      return problem === undefined ? undefined : `${disagrees}: ${problem}`;
    },
  };
}

const disagrees = 'the audit log does not agree with the audit channel';

/** Reads the channel before the audit log, since entries are announced after they were appended. */
export async function compareWith(
  log: Pick<AuditLog, 'head' | 'storedAt'>,
  witnesses: AuditWitnesses,
): Promise<AuditLogComparison> {
  const shown = await witnesses.newest();
  const head = await log.head();
  return compareAuditLog(head, await log.storedAt(shown.map(({ seq }) => seq)), shown);
}

function uncomparedText(error: unknown): string {
  return `the audit log is not compared with the audit channel yet: ${failureFrom(error).message}`;
}
