import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { ConnectionRecord } from '../domain/connection-record.ts';
import { type Failure, failureFrom } from '../domain/failure.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';
import type { ConnectionLog } from '../ports/connection-log.ts';
import { AttemptRecorder } from './record-attempts.ts';
import { connectionLogRecorder } from './record-connection-log.ts';
import { terminationRecorder } from './record-terminations.ts';
import { scheduledObservation } from './schedule-observations.ts';

export type RecorderContext = Pick<
  ReadContext,
  'rules' | 'vpn' | 'snapshots' | 'jobs' | 'log' | 'blocking' | 'clock'
> & {
  readonly history: ConnectionHistory;
  /** Undefined if the operator does not let Bouncer read the connection logs. */
  readonly connectionLog: ConnectionLog | undefined;
};

export interface RecorderEvents {
  /** A failure, except one of AWS: those are reported by the gateway. It must not throw. */
  readonly onFailure: (failure: Failure, during: string) => void;
  /**
   * The public address or the device of these connections has just become known. What it throws is reported, and the
   * connections are passed again with the next ones.
   */
  readonly onOrigins: (records: readonly ConnectionRecord[]) => Promise<void>;
}

/** Keeps the connection history up to date, beside everything else. */
export interface HistoryRecorder {
  /** Begins whatever is due, and returns at once. It never throws. */
  begin(): void;
  /** Resolves when nothing is in progress. */
  settled(): Promise<void>;
  /** Ends work in progress at its next step. */
  stop(): void;
}

/**
 * Creates the recorder. Nothing that people ask for depends on it: it works in the background, in small steps, and makes
 * up later for what failed.
 */
export function historyRecorder(
  app: RecorderContext,
  { onFailure, onOrigins }: RecorderEvents,
): HistoryRecorder {
  let isStopped = false;
  const report = (error: unknown, during: string) => {
    const failure = failureFrom(error);
    // After the stop, the store is closed.
    if (!isStopped && !failure.code.startsWith('aws_')) onFailure(failure, during);
  };
  const parts = {
    ...app,
    isStopped: () => isStopped,
    onOrigins: withRetries(onOrigins, (error) => report(error, 'report new addresses and devices')),
  };
  const attempts = new AttemptRecorder(parts);
  const context = { ...parts, onFound: attempts.add.bind(attempts) };
  const track = (during: string, work: () => Promise<void>) =>
    oneAtATime(app.clock, work, (error) => report(error, during));
  const observations = app.rules.endpoints.map((endpoint) =>
    track(`record the connections on ${endpoint.name}`, scheduledObservation(context, endpoint)),
  );
  const { connectionLog } = app;
  const logs =
    connectionLog === undefined
      ? []
      : app.rules.endpoints.map((endpoint) => {
          const during = `read the connection log of ${endpoint.name}`;
          const work = connectionLogRecorder({ ...parts, connectionLog }, endpoint);
          // Unlike the gateway's, these failures are reported nowhere else.
          return oneAtATime(app.clock, work, (error) => !isStopped && onFailure(failureFrom(error), during));
        });
  const others = [
    ...logs,
    track('record who terminated connections', terminationRecorder(app)),
    track('record from where people connected', () => attempts.run()),
  ];

  return {
    begin: () => {
      if (!isStopped) for (const { begin } of [...observations, ...others]) begin();
    },
    settled: async () => {
      await Promise.all(observations.map(({ running }) => running()));
      // The connections that were just found are looked up at once.
      if (!isStopped) for (const { begin } of others) begin();
      await Promise.all(others.map(({ running }) => running()));
    },
    stop: () => {
      isStopped = true;
    },
  };
}

/** Connections whose report failed; more of them wait only if the job queue does not work for long. */
const maxUnreported = 1_000;

/** Passes what could not be reported again with what comes next. */
function withRetries(
  reportAll: RecorderEvents['onOrigins'],
  onError: (error: unknown) => void,
): RecorderEvents['onOrigins'] {
  let unreported: readonly ConnectionRecord[] = [];
  return async (records) => {
    const waiting = [...unreported, ...records];
    unreported = [];
    try {
      await reportAll(waiting);
    } catch (error) {
      unreported = [...waiting, ...unreported].slice(-maxUnreported);
      onError(error);
    }
  };
}

const afterFailureMs = minutesToMilliseconds(1);

/** Runs a piece of work, never twice at once, and not again for a minute after it failed. */
function oneAtATime(
  clock: Clock,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): { begin(): void; running(): Promise<void> | undefined } {
  let running: Promise<void> | undefined;
  let failed: Moment | undefined;

  async function run(): Promise<void> {
    try {
      await work();
      failed = undefined;
    } catch (error) {
      failed = momentOf(clock);
      onError(error);
    }
  }
  return {
    begin: () => {
      if (failed !== undefined && ageMs(clock, failed) < afterFailureMs) return;
      running ??= run().finally(() => {
        running = undefined;
      });
    },
    running: () => running,
  };
}
