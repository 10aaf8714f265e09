import { emptyHead, type Head } from '../domain/audit-chain.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Recorded, StoreCheckup } from '../ports/store-checkup.ts';
import { sqliteFileState } from '../store/sqlite/file-state.ts';
import { openStore, type StorePlace } from './open-store.ts';

/**
 * A store as `doctor` tries it out, beside a bot that may be at work in it. A file that is not there is not made:
 * whoever asks may be another user than the bot, and the file would be theirs.
 */
export function storeCheckup(place: StorePlace, clock: Clock): StoreCheckup {
  return {
    name: nameOf(place),
    async tryOut() {
      const state = place.kind === 'sqlite' ? sqliteFileState(place.path) : 'current';
      if (state !== 'current') return { kind: state };

      const store = await openStore(place, clock);
      try {
        return { kind: 'works', head: await tryOutStore(store, clock) };
      } finally {
        store.close();
      }
    },
    async recorded(seqs) {
      const state = place.kind === 'sqlite' ? sqliteFileState(place.path) : 'current';
      if (state === 'absent') return { head: emptyHead, stored: new Map() };
      if (state === 'outdated') return undefined;

      const store = await openStore(place, clock);
      try {
        return await recordedIn(store.log, seqs);
      } finally {
        store.close();
      }
    },
  };
}

/** A store that is open already, as its own process tries it out. */
export function openStoreCheckup(
  place: StorePlace,
  store: Parameters<typeof tryOutStore>[0] & { readonly log: AuditLog },
  clock: Clock,
): StoreCheckup {
  return {
    name: nameOf(place),
    tryOut: async () => ({ kind: 'works', head: await tryOutStore(store, clock) }),
    recorded: (seqs) => recordedIn(store.log, seqs),
  };
}

async function recordedIn(log: AuditLog, seqs: readonly number[]): Promise<Recorded> {
  return { head: await log.head(), stored: await log.storedAt(seqs) };
}

function nameOf(place: StorePlace): string {
  return place.kind === 'sqlite' ? place.path : `table ${place.table}`;
}

/** Whoever dies in between leaves a job that is completed after this. */
const leaseMs = 15_000;

/**
 * Tries out that the store can be read and written, as the next kick will have to, and leaves it as it was.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function tryOutStore(
  {
    log,
    jobs,
  }: { readonly log: Pick<AuditLog, 'head'>; readonly jobs: Pick<JobQueue, 'enqueueClaimed' | 'complete'> },
  clock: Pick<Clock, 'now'>,
): Promise<Head> {
  const head = await log.head();
  const now = clock.now();
  const lease = { now, until: new Date(now.getTime() + leaseMs) };
  const hold = await jobs.enqueueClaimed({ key: 'probe', payload: '[]' }, lease);
  if (hold !== undefined) await jobs.complete(hold);
  return head;
}
