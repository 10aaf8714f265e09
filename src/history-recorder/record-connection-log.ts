import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import { gapsIn } from '../domain/connection-record.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { failureFrom } from '../domain/failure.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ConnectionLog, LogPosition } from '../ports/connection-log.ts';
import { type OriginContext, recordOrigins } from './record-origins.ts';

export type LogContext = OriginContext &
  Pick<ReadContext, 'vpn' | 'clock'> & {
    readonly connectionLog: ConnectionLog;
    readonly isStopped: () => boolean;
  };

const everyMs = minutesToMilliseconds(1);
/** Entries can be read only some time after they were written, so the latest minutes are read again. */
const overlapMs = minutesToMilliseconds(5);
/** How far a new process reads back: to before the last one stopped, unless that is longer ago than this. */
const longestMs = hoursToMilliseconds(24);
const shortestMs = minutesToMilliseconds(15);
/** Of 10,000 entries at most. CloudWatch Logs allows a few such requests a second, for everyone in the account. */
const pagesInOneRun = 5;
const batchSize = 200;

/**
 * Returns a function that adds new entries of an endpoint's connection log to the history, if the endpoint has one and it
 * is due. Entries are joined with what scans found by the id of the connection; reading one twice changes nothing.
 *
 * @returns It throws `aws_denied` or `aws_rejected` if the log cannot be read, or `history_unavailable`.
 */
export function connectionLogRecorder(context: LogContext, endpoint: Endpoint): () => Promise<void> {
  const { clock, vpn, connectionLog, isStopped } = context;
  let lastRun: Moment | undefined;
  let position: LogPosition | undefined;
  let group: string | undefined;
  /** The entries since the position that were recorded. */
  let recorded = new Map<string, number>();

  async function readPage(from: LogPosition, of: string): Promise<LogPosition> {
    const { entries, token } = await connectionLog.page(endpoint, of, from).catch((thrown: unknown) => {
      // A token is valid for 24 hours, and rejected forever after that. What was recorded is not recorded again.
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
      if (failureFrom(thrown).code === 'aws_rejected') position = { since: from.since };
      throw thrown;
    });
    const fresh = entries.filter(({ entry }) => !recorded.has(entry));
    for (let at = 0; at < fresh.length; at += batchSize) {
      const batch = fresh.slice(at, at + batchSize);
      await recordOrigins(
        context,
        batch.map(({ update }) => update),
      );
      for (const { entry, at: writtenAt } of batch) recorded.set(entry, writtenAt.getTime());
    }
    if (token !== undefined) return { since: from.since, token };

    const readTo = Math.max(from.since.getTime(), clock.now().getTime() - overlapMs);
    recorded = new Map([...recorded].filter(([, writtenMs]) => writtenMs >= readTo));
    return { since: new Date(readTo) };
  }

  return async () => {
    if (lastRun !== undefined && ageMs(clock, lastRun) < everyMs) return;
    lastRun = momentOf(clock);
    const { connectionLogGroup } = await vpn.facts(endpoint);
    if (connectionLogGroup === undefined) return;
    if (connectionLogGroup !== group) {
      group = connectionLogGroup;
      position = undefined;
    }
    position ??= { since: await unreadSince(context, endpoint) };
    for (let page = 0; page < pagesInOneRun && !isStopped(); page += 1) {
      position = await readPage(position, connectionLogGroup);
      if (position.token === undefined) return;
    }
  };
}

/** Where a new process begins: before the earliest gap that scans left, and at least some minutes ago. */
async function unreadSince({ history, clock }: LogContext, { id }: Endpoint): Promise<Date> {
  const now = clock.now();
  const period = { from: subMilliseconds(now, longestMs), to: subMilliseconds(now, shortestMs) };
  const [gap] = gapsIn(period, await history.observations(id, period.from, now));
  return subMilliseconds(gap?.from ?? period.to, overlapMs);
}
