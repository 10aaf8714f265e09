import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { EntryDraft } from '../domain/audit-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import type { PersonId } from '../domain/ids.ts';
import { elapsedText } from '../domain/moment.ts';
import type { AppContext } from '../ports/app-context.ts';
import { appendRefusal } from './record-entry.ts';

/** Who makes a request, according to the request itself: nobody was looked up. */
export interface NamedRequester {
  readonly person: PersonId;
  readonly name: string;
  readonly team: string;
  readonly channel: EntryDraft['channel'];
}

/** Requests that were refused unread because a person made too many. */
export interface RefusedCount {
  readonly requester: NamedRequester;
  readonly count: number;
  /** Milliseconds from the first of them until now. */
  readonly lastedMs: number;
}

/** Keeps the channel only if all counted requests came from the same one. */
export function withPlaceOf(requester: NamedRequester, { channel }: NamedRequester): NamedRequester {
  return requester.channel?.id === channel?.id ? requester : { ...requester, channel: undefined };
}

/** Counts requests that are refused unread, so that each person's are recorded in one audit entry. */
export interface RefusedRequests {
  add(requester: NamedRequester): void;
  /** Records the counts that are old enough. It never throws: what cannot be recorded is recorded later. */
  recordDue(): Promise<void>;
  /** Records all counts before the process ends. It never throws. */
  recordAll(): Promise<void>;
}

/** A flood of requests is recorded every five minutes, so a crash loses at most that much. */
const countedForMs = minutesToMilliseconds(5);

interface Counted {
  readonly requester: NamedRequester;
  readonly count: number;
  readonly sinceMs: number;
}

export function refusedRequests(app: EntryWriter): RefusedRequests {
  const counts = new Map<string, Counted>();
  const nowMs = () => app.clock.elapsedMs();

  async function recordSince(latestMs: number): Promise<void> {
    const due = [...counts.values()].filter(({ sinceMs }) => sinceMs <= latestMs);
    for (const counted of due) counts.delete(counted.requester.person);
    await Promise.all(due.map(recordOne));
  }
  async function recordOne(counted: Counted): Promise<void> {
    const { requester, count, sinceMs } = counted;
    try {
      await recordRefusedCount(app, { requester, count, lastedMs: nowMs() - sinceMs });
    } catch (error) {
      const newer = counts.get(requester.person);
      const all = newer === undefined ? requester : withPlaceOf(requester, newer.requester);
      counts.set(requester.person, { requester: all, count: count + (newer?.count ?? 0), sinceMs });
      const during = `record ${count} refused requests of ${requester.person}`;
      app.diagnostics.report(failureFrom(error), during, app.newCorrelation());
    }
  }

  return {
    add(requester) {
      const known = counts.get(requester.person);
      const counted = known ?? { requester, count: 0, sinceMs: nowMs() };
      const all = withPlaceOf(counted.requester, requester);
      counts.set(requester.person, { ...counted, requester: all, count: counted.count + 1 });
    },
    recordDue: () => recordSince(nowMs() - countedForMs),
    recordAll: () => recordSince(nowMs()),
  };
}

type EntryWriter = Pick<AppContext, 'log' | 'clock' | 'jobs' | 'newCorrelation' | 'diagnostics'>;

/**
 * Records how many requests of one person were refused unread, in all channels together.
 *
 * @throws {Failure} `store_unavailable`, `audit_unwritable`
 */
export async function recordRefusedCount(
  app: EntryWriter,
  { requester, count, lastedMs }: RefusedCount,
): Promise<void> {
  const { person, name, team, channel } = requester;
  await appendRefusal(app, app.newCorrelation(), {
    actor: { id: person, name, team },
    ...(channel !== undefined && { channel }),
    detail: `too_many_requests: ${count} further request${count === 1 ? '' : 's'} in ${elapsedText(lastedMs)}`,
  });
}
