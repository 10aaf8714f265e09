import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { AuditEntry, EntryKind } from '../../domain/audit-entry.ts';
import {
  type ChannelId,
  isDirectMessage,
  type PersonId,
  parseChannelId,
  parsePersonId,
} from '../../domain/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import type { HomeRequest } from './look-up-home.ts';

/** Keeps Home tabs up to date that people have looked at lately. Nothing waits for it, and it never throws. */
export interface HomeRefresher {
  /** Notes that a person is looking at their tab. */
  shown(person: PersonId, place: ChannelId): void;
  /** Shows the tabs again that an entry of the audit log changes. */
  happened(entry: AuditEntry): void;
  /** Resolves when no tab is waiting to be shown again. */
  settled(): Promise<void>;
  stop(): void;
}

/** Whoever opened the tab longer ago is looking at something else by now, and opening it shows it anew. */
const watchedForMs = minutesToMilliseconds(10);
/** A kick writes several entries within seconds. */
const pauseMs = secondsToMilliseconds(3);
const maxWatched = 100;
/** The tabs of others are shown a few at a time, so that each sees how much room the ones before it left. */
const othersAtOnce = 2;

/** Entries that change what others see, too. */
const kindsForAll: readonly EntryKind[] = [
  'approval-requested',
  'approved',
  'declined',
  'withdrawn',
  'approval-lapsed',
  'blocked',
  'unblocked',
  'block-expired',
];

interface Watched {
  /** The direct message in which the tab was opened last. */
  place: ChannelId;
  /** How recent the tab has to be for an entry that came since it began to be shown again; undefined if none came. */
  due: Freshness['age'] | undefined;
  refreshing: Promise<void> | undefined;
}

/** @param show Shows a tab. A failure is ignored, since it has been reported. */
export function homeRefresher(
  clock: Pick<Clock, 'sleep'>,
  show: (request: HomeRequest) => Promise<void>,
): HomeRefresher {
  const watched = new LRUCache<PersonId, Watched>({ max: maxWatched, ttl: watchedForMs });
  const others = new PQueue({ concurrency: othersAtOnce });
  let isStopped = false;

  /** Keeps what is due, so that opening a tab again postpones nothing. */
  function watch(person: PersonId, place: ChannelId): void {
    const tab = watched.get(person) ?? { place, due: undefined, refreshing: undefined };
    tab.place = place;
    watched.set(person, tab);
  }

  function refresh(person: PersonId, age: Freshness['age']): void {
    const tab = watched.get(person);
    if (tab === undefined || isStopped) return;
    if (tab.due !== 'newest') tab.due = age;
    tab.refreshing ??= catchUp(person, tab);
  }

  async function catchUp(person: PersonId, tab: Watched): Promise<void> {
    while (tab.due !== undefined && !isStopped) {
      await clock.sleep(pauseMs);
      const showAgain = () => showDue(person, tab);
      await (tab.due === 'newest' ? showAgain() : others.add(showAgain));
    }
    tab.refreshing = undefined;
  }

  async function showDue(person: PersonId, tab: Watched): Promise<void> {
    const age = tab.due;
    tab.due = undefined;
    if (age === undefined || isStopped) return;
    await show({ person, place: tab.place, freshness: { age, patienceMs: pauseMs } }).catch(() => {});
  }

  return {
    shown: watch,
    happened({ kind, actor, channel }) {
      const person = parsePersonId(actor.id);
      const place = parseChannelId(channel?.id ?? '');
      // Where another process opened the tab, the direct message shows that it was pressed there.
      if (person !== undefined && place !== undefined && isDirectMessage(place))
        watch(person, watched.get(person)?.place ?? place);
      if (person !== undefined && kind !== 'refused') refresh(person, 'newest');
      if (!kindsForAll.includes(kind)) return;
      // A copy, since each look at the cache reorders what is iterated, which then never ends.
      for (const other of [...watched.keys()]) if (other !== person) refresh(other, 'lately');
    },
    async settled() {
      await Promise.all([...watched.values()].map(({ refreshing }) => refreshing));
    },
    stop() {
      isStopped = true;
      watched.clear();
    },
  };
}
