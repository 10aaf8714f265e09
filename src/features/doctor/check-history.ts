import { formatISO } from 'date-fns/formatISO';
import { max } from 'date-fns/max';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import * as z from 'zod';
import { type Gap, gapsIn } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import type { Finding, Subject } from './finding.ts';

/** More connections than this are not counted: someone is waiting. */
const mostCounted = 1_000;
/** Endpoints are observed every few minutes, large ones less often. */
const usualPauseMs = minutesToMilliseconds(30);
const mostGapsNamed = 3;
/** The first scan of the largest endpoint has ended long before. */
const firstWithinMinutes = 60;

/**
 * Checks how far back the history of an endpoint goes, and whether anything of the last day is missing. Nothing that acts
 * depends on the history, so every problem is a warning.
 */
export async function checkHistory(
  { history, clock, rules, store }: Pick<SetUp, 'history' | 'clock' | 'rules' | 'store'>,
  { id }: Endpoint,
  on: Subject,
): Promise<readonly Finding[]> {
  if (rules.history.days === 0) return [];
  try {
    const knownSince = await history?.knownSince(id);
    if (history === undefined || knownSince === undefined) {
      const firstEntryAt = await firstEntryTime(store);
      if (firstEntryAt !== undefined && firstEntryAt <= subMinutes(clock.now(), firstWithinMinutes))
        return [
          on.warning(
            `nothing recorded yet, although the audit log began at ${timeText(firstEntryAt)}`,
            'if Bouncer has run for some minutes, look in its log why it can’t list the connections or write the history; on AWS, deploy the permissions of this version',
          ),
        ];
      return history === undefined ? [] : [on.ok('nothing recorded yet')];
    }

    const until = clock.now();
    const since = max([knownSince, subDays(until, 1)]);
    const by = { kind: 'endpoint', endpointId: id } as const;
    const [observations, page] = await Promise.all([
      history.observations(id, since, until),
      history.find({ by, since, until, limit: mostCounted }),
    ]);
    const count = page.isCut ? `more than ${mostCounted}` : page.records.length;
    const says = `reaches back to ${timeText(knownSince)}; connections in the last day: ${count}`;
    const gaps = gapsIn({ from: since, to: until }, observations).filter(
      ({ from, to }) => to < until || to.getTime() - from.getTime() > usualPauseMs,
    );
    if (gaps.length === 0) return [on.ok(says)];
    return [
      on.warning(
        `${says}; not observed ${gapsText(gaps)}`,
        'look in the log why Bouncer didn’t run or couldn’t list the connections then',
      ),
    ];
  } catch (error) {
    const { code, message } = failureFrom(error);
    if (code !== 'history_unavailable') throw error;
    return [
      on.warning(
        `the history can’t be used: ${message}`,
        'see docs/runbook.md, “The store”; everything but the history works',
      ),
    ];
  }
}

/**
 * Returns when Bouncer first recorded an action: it has run since then, so the history should have begun, too. Whatever is
 * wrong with the audit log has a check of its own.
 */
async function firstEntryTime(store: SetUp['store']): Promise<Date | undefined> {
  const recorded = await store.recorded([1]).catch(() => undefined);
  const { data } = firstEntrySchema.safeParse(parseJson(recorded?.stored.get(1) ?? ''));
  return data && new Date(data.at);
}

const firstEntrySchema = z.object({ at: z.iso.datetime() });

function gapsText(gaps: readonly Gap[]): string {
  const named = gaps.slice(-mostGapsNamed).map(({ from, to }) => `from ${timeText(from)} to ${timeText(to)}`);
  const more = gaps.length - named.length;
  return [...(more > 0 ? [`${more} more times`] : []), ...named].join(', ');
}

/** Such as `2026-11-20 08:05`, in the zone of the process, with that zone. */
function timeText(time: Date): string {
  return formatISO(time)
    .replace('T', ' ')
    .replace(/:\d\d(?=[Z+-])/, ' ');
}
