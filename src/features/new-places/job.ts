import { millisecondsInDay } from 'date-fns/constants';
import { subDays } from 'date-fns/subDays';
import * as z from 'zod';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { Failure } from '../../domain/failure.ts';
import {
  type ChannelId,
  type ConnectionId,
  type EndpointId,
  parseConnectionId,
  parseEndpointId,
} from '../../domain/ids.ts';
import { isOver } from '../../domain/moment.ts';
import type { NewPlaceNotice } from '../../domain/new-place.ts';
import { isProtected } from '../../domain/rules.ts';
import { foldName, nameOf } from '../../domain/vpn-name.ts';
import { leaseTerm, retryAfterRefusalAt, retryAt } from '../../jobs/complete-job.ts';
import { postingProblem } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { dayOf, findNewPlaces } from './find-new-places.ts';

/** So many people are told of before other jobs have their turn. */
const mostAtOnce = 5;

/** Connections whose public address or device has just become known. */
export interface PlacesJob {
  readonly at: Date;
  readonly connections: readonly { readonly endpointId: EndpointId; readonly id: ConnectionId }[];
}

const payloadSchema = z.tuple([
  z.iso.datetime(),
  z.array(z.tuple([parsedText(parseEndpointId), parsedText(parseConnectionId)])),
]);

export function jobFromPlaces(correlation: string, { at, connections }: PlacesJob): Job {
  return { key: `notice ${correlation}`, payload: payloadOf({ at, connections }) };
}

function payloadOf({ at, connections }: PlacesJob): string {
  return JSON.stringify([at.toISOString(), connections.map(({ endpointId, id }) => [endpointId, id])]);
}

function parsePlacesJob({ payload }: Job): PlacesJob | undefined {
  const { data } = payloadSchema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;
  const [at, ids] = data;
  return { at: new Date(at), connections: ids.map(([endpointId, id]) => ({ endpointId, id })) };
}

/**
 * Tells the channel of `history.notify` who connected from a new address or device: one message for each person and
 * day, which later places of the day are added to. Slack accepts about one message a second in a channel, so that one
 * job at a time does this, and for a few people only, before other jobs have their turn.
 */
export async function resumeNewPlaces(app: AppContext, lease: Lease): Promise<void> {
  const { history, jobs, rules, clock } = app;
  const job = parsePlacesJob(lease.job);
  const channel = rules.history.notify;
  if (job === undefined || channel === undefined || history === undefined) return jobs.complete(lease);
  // Nobody reacts to what is a day old, and the history may be full.
  if (isOver(job.at, millisecondsInDay, clock.now())) return jobs.complete(lease);

  // The key lets only one of all processes do this. If it crashes, the job of the turn is completed unseen.
  const turn = await jobs.enqueueClaimed({ key: 'notice-turn', payload: '[]' }, leaseTerm(clock));
  if (turn === undefined) return jobs.reschedule(lease, retryAt(clock));
  try {
    const endpoints = await endpointsOf(app, channel);
    const records = endpoints.length === 0 ? [] : await history.ofConnections(job.connections);
    const { remaining, due } = await postNotices(
      app,
      personDaysIn(records, subDays(job.at, 1)),
      (personDay) => noticeAbout(app, history, channel, endpoints, personDay),
    );
    if (remaining.length === 0) await jobs.complete(lease);
    else
      await jobs.enqueue({ ...lease.job, payload: payloadOf({ at: job.at, connections: remaining }) }, due);
  } finally {
    await jobs.complete(turn);
  }
}

/** The connections that one person began on one day: what one notice is about. */
interface PersonDay {
  readonly name: string;
  /** In UTC, as `2026-11-02`. */
  readonly day: string;
  readonly records: readonly ConnectionRecord[];
}

/** @returns The connections of people whom the channel has still to be told of, and when. */
async function postNotices(
  { announcer, clock }: AppContext,
  personDays: readonly PersonDay[],
  noticeOf: (personDay: PersonDay) => Promise<NewPlaceNotice | undefined>,
): Promise<{ readonly remaining: readonly ConnectionRecord[]; readonly due: Date }> {
  let posted = 0;
  for (const [at, personDay] of personDays.entries()) {
    const remaining = personDays.slice(at).flatMap(({ records }) => records);
    if (posted === mostAtOnce) return { remaining, due: clock.now() };
    const notice = await noticeOf(personDay);
    if (notice === undefined) continue;
    // What the channel refuses now, it refuses for everyone and for a while.
    if (!(await announcer.showNewPlaces(notice))) return { remaining, due: retryAfterRefusalAt(clock) };
    posted += 1;
  }
  return { remaining: [], due: clock.now() };
}

/** The endpoints that the channel may be told about; none if it may not show names at all. */
async function endpointsOf({ rules, directory }: AppContext, id: ChannelId) {
  const lookup = await directory.channel(id);
  const problem = postingProblem(rules, lookup);
  if (problem === 'channel_unverifiable')
    throw new Failure('slack_unreachable', `cannot look up the channel ${id} of history.notify`);
  return problem === undefined ? (rules.channels.get(id)?.endpoints ?? []) : [];
}

/** Leaves out connections that began earlier, which were read from a log later. */
function personDaysIn(records: readonly ConnectionRecord[], since: Date): readonly PersonDay[] {
  const named = records.flatMap((record) => {
    const name = nameOf(record);
    if (name.kind === 'unnamed' || record.startedAt < since) return [];
    return [{ name: name.text, day: dayOf(record.startedAt), record }];
  });
  const byPersonDay = Map.groupBy(named, ({ name, day }) => `${day} ${foldName(name)}`);
  return [...byPersonDay.values()].flatMap((each) =>
    each.slice(0, 1).map(({ name, day }) => ({ name, day, records: each.map(({ record }) => record) })),
  );
}

async function noticeAbout(
  { rules, clock }: AppContext,
  history: ConnectionHistory,
  channel: ChannelId,
  endpoints: readonly Endpoint[],
  { name, day }: PersonDay,
): Promise<NewPlaceNotice | undefined> {
  const now = clock.now();
  const places = await findNewPlaces({ history, rule: rules.history, endpoints, name, day, now });
  if (places.length === 0) return undefined;
  const allow = rules.channels.get(channel)?.allow ?? [];
  return {
    channel,
    name,
    day,
    places,
    days: rules.history.days,
    offers: {
      kick: allow.includes('kick'),
      block: allow.includes('block') && !isProtected([name], rules.protected),
    },
  };
}
