import { emptyHead, type Head } from '../domain/audit-chain.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/job-queue.ts';
import type { Recorded, StoreCheckup } from '../ports/set-up.ts';
import { sqliteFileState } from '../store/sqlite/schema.ts';
import { openStore, type StorePlace } from './open-store.ts';

/**
 * Checks a store for `doctor` while Bouncer may be using it. A missing file is not created: `doctor` may run as a
 * different user than Bouncer, who would then own the file.
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

/** Checks a store that this process already has open. */
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

/** If the process crashes in between, the job that it leaves is completed after this. */
const leaseMs = 15_000;

/**
 * Checks that the store can be read and written, as the next kick needs, and leaves it as it was.
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
  const term = { now, until: new Date(now.getTime() + leaseMs) };
  const lease = await jobs.enqueueClaimed({ key: 'probe', payload: '[]' }, term);
  if (lease !== undefined) await jobs.complete(lease);
  return head;
}
