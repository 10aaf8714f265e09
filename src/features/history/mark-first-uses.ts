import { millisecondsInDay } from 'date-fns/constants';
import { subDays } from 'date-fns/subDays';
import { connectionKey } from '../../domain/connection.ts';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import { type FirstUse, firstUseIn, userOf } from '../../domain/first-use.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';
import { within } from '../../slack/within.ts';

/** A history that began shortly before a connection knows too little: everything would be new to it. */
const shortestMemoryMs = millisecondsInDay;
/** Someone with more connections has hardly any that are new. */
const maxEarlier = 1_000;
/** The list is shown without the marks rather than late. */
const patienceMs = 400;

/**
 * Finds out which of these connections were the first of their user from that public address, or with that kind of
 * device, since the history began. It never throws: a list without the marks is still right.
 */
export async function firstUses(
  { rules, clock }: Pick<AppContext, 'rules' | 'clock'>,
  history: ConnectionHistory,
  records: readonly ConnectionRecord[],
): Promise<ReadonlyMap<string, FirstUse>> {
  const since = subDays(clock.now(), rules.history.days);
  const byUser = Map.groupBy(records, userOf);
  byUser.delete('');

  const known = onceEach((endpointId: ConnectionRecord['endpointId']) => history.knownSince(endpointId));
  const marksOf = async ([user, those]: readonly [string, readonly ConnectionRecord[]]) => {
    const names = those.flatMap((record) => {
      const name = nameOf(record);
      return name.kind === 'unnamed' ? [] : name.text;
    });
    const page = await history.find({
      by: { kind: 'names', names: [...new Set(names)] },
      ...{ since, until: clock.now(), limit: maxEarlier },
    });
    // Without the earliest connections, nothing can be called the first.
    if (page.isCut) return [];
    return Promise.all(
      those.map(async (record) => {
        const knownSince = await known(record.endpointId);
        const memoryMs = record.startedAt.getTime() - (knownSince?.getTime() ?? Number.POSITIVE_INFINITY);
        const isRemembered = memoryMs >= shortestMemoryMs;
        // Other users may have the same certificate.
        const earlier = page.records.filter(
          (each) => userOf(each) === user && each.startedAt < record.startedAt,
        );
        return isRemembered ? ([connectionKey(record), firstUseIn(record, earlier)] as const) : undefined;
      }),
    );
  };

  const looks = Promise.all([...byUser].map(marksOf));
  const marks = await within(patienceMs, looks).catch(() => undefined);
  return new Map((marks ?? []).flat().flatMap((mark) => (mark === undefined ? [] : [mark])));
}

/** Calls a function once for each argument. */
function onceEach<K, T>(call: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const results = new Map<K, Promise<T>>();
  return (key) => {
    const result = results.get(key) ?? call(key);
    results.set(key, result);
    return result;
  };
}
