import { type Failure, failureFrom } from '../domain/failure.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';
import { scheduledObservation } from './schedule-observations.ts';

export type RecorderContext = Pick<ReadContext, 'rules' | 'snapshots' | 'jobs' | 'clock'> & {
  readonly history: ConnectionHistory;
};

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
 *
 * @param report Called for each failure that is not AWS's: those are reported by the gateway. It must not throw.
 */
export function historyRecorder(
  app: RecorderContext,
  report: (failure: Failure, during: string) => void,
): HistoryRecorder {
  let isStopped = false;
  const context = { ...app, onFound: () => {}, isStopped: () => isStopped };
  const track = (during: string, work: () => Promise<void>) =>
    oneAtATime(() =>
      work().catch((error: unknown) => {
        const failure = failureFrom(error);
        // After the stop, the store is closed.
        if (!isStopped && !failure.code.startsWith('aws_')) report(failure, during);
      }),
    );
  const tracks = app.rules.endpoints.map((endpoint) =>
    track(`record the connections on ${endpoint.name}`, scheduledObservation(context, endpoint)),
  );

  return {
    begin: () => {
      if (!isStopped) for (const { begin } of tracks) begin();
    },
    settled: async () => {
      await Promise.all(tracks.map(({ running }) => running()));
    },
    stop: () => {
      isStopped = true;
    },
  };
}

/** Runs a piece of work that never throws, and never twice at once. */
function oneAtATime(work: () => Promise<void>): { begin(): void; running(): Promise<void> | undefined } {
  let running: Promise<void> | undefined;
  return {
    begin: () => {
      running ??= work().finally(() => {
        running = undefined;
      });
    },
    running: () => running,
  };
}
