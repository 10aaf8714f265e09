import { millisecondsInDay } from 'date-fns/constants';
import { z } from 'zod';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import { Failure } from '../../domain/failure.ts';
import {
  type ChannelId,
  type ConnectionId,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../domain/ids.ts';
import { isOver } from '../../domain/moment.ts';
import { isProtected } from '../../domain/rules.ts';
import { foldName, nameOf } from '../../domain/vpn-name.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import { postingProblem } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { dayOf, findNewPlaces, midnight } from './find-new-places.ts';

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
  const ids = connections.map(({ endpointId, id }) => [endpointId, id]);
  return { key: `notice ${correlation}`, payload: JSON.stringify([at.toISOString(), ids]) };
}

function parsePlacesJob({ payload }: Job): PlacesJob | undefined {
  const { data } = payloadSchema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;
  const [at, ids] = data;
  return { at: new Date(at), connections: ids.map(([endpointId, id]) => ({ endpointId, id })) };
}

/**
 * Tells the channel of `history.notify` who connected from a new address or device: one message for each person and
 * day, which later places of the day are added to.
 */
export async function resumeNewPlaces(app: AppContext, lease: Lease): Promise<void> {
  const { history, jobs, rules, clock } = app;
  const job = parsePlacesJob(lease.job);
  const channel = rules.history.notify;
  if (job === undefined || channel === undefined || history === undefined) return jobs.complete(lease);
  // Nobody reacts to what is a day old, and the history may be full.
  if (isOver(job.at, millisecondsInDay, clock.now())) return jobs.complete(lease);

  const endpoints = await endpointsOf(app, channel);
  const records = endpoints.length === 0 ? [] : await history.ofConnections(job.connections);
  const allShown: boolean[] = [];
  for (const name of namesIn(records, midnight(clock.now())))
    allShown.push(await showNewPlacesOf(app, history, channel, endpoints, name));
  const correlation = parseCorrelation(lease.job.key.replace(/^notice /, '')) ?? app.newCorrelation();
  await completeOrReschedule(app, lease, allShown.every(Boolean), correlation);
}

/** The endpoints that the channel may be told about; none if it may not show names at all. */
async function endpointsOf({ rules, directory }: AppContext, id: ChannelId) {
  const lookup = await directory.channel(id);
  const problem = postingProblem(rules, lookup);
  if (problem === 'channel_unverifiable')
    throw new Failure('slack_unreachable', `cannot look up the channel ${id} of history.notify`);
  return problem === undefined ? (rules.channels.get(id)?.endpoints ?? []) : [];
}

/** Each person once, for connections that began today: older ones were read from a log later. */
function namesIn(records: readonly ConnectionRecord[], since: Date): readonly string[] {
  const names = records.flatMap((record) => {
    const name = nameOf(record);
    return name.kind === 'unnamed' || record.startedAt < since ? [] : [name.text];
  });
  return [...new Map(names.map((name) => [foldName(name), name])).values()];
}

async function showNewPlacesOf(
  { rules, clock, announcer }: AppContext,
  history: ConnectionHistory,
  channel: ChannelId,
  endpoints: Parameters<typeof findNewPlaces>[0]['endpoints'],
  name: string,
): Promise<boolean> {
  const now = clock.now();
  const places = await findNewPlaces({ history, rule: rules.history, endpoints, name, now });
  if (places.length === 0) return true;
  const allow = rules.channels.get(channel)?.allow ?? [];
  return announcer.showNewPlaces({
    channel,
    name,
    day: dayOf(now),
    places,
    days: rules.history.days,
    offers: {
      kick: allow.includes('kick'),
      block: allow.includes('block') && !isProtected([name], rules.protected),
    },
  });
}
