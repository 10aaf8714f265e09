import { emptyHead } from '../core/audit-chain.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Recorded, StoreCheckup } from '../ports/store-checkup.ts';
import { openStore, type StorePlace } from './open-store.ts';
import { sqliteFileState } from './sqlite-file-state.ts';
import { tryOutStore } from './try-out-store.ts';

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
