import { addMilliseconds } from 'date-fns/addMilliseconds';
import * as z from 'zod';
import { markDirectoryUsers } from '../../domain/connection.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import {
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../domain/ids.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { namesFromTexts, textsFromNames, type WatchedNames } from '../../domain/watched-names.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';
import { firstCheckAfterMs, usernamesOf, type Watch } from './watch.ts';

const kindSchema = z.enum(['username', 'common_name']);
type WatchedKind = z.infer<typeof kindSchema>;

/** The job that watches one endpoint at growing intervals for five minutes after a kick. */
export interface WatchJob extends Pick<Watch, 'excluded' | 'since' | 'again' | 'targets'> {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  /** The name of each connection of the kick. */
  readonly watched: WatchedNames;
  /** If there are few, the user names that EC2 can be asked for; then no other names are watched for. */
  readonly usernames: readonly string[];
  /** Set if only names of this kind are watched for: then an endpoint without such names is not checked. */
  readonly only: WatchedKind | undefined;
}

export const watchKind = 'watch';
export const againSchema = z.enum(['name', 'connection']);

export const correlationSchema = parsedText(parseCorrelation);
export const endpointSchema = parsedText(parseEndpointId);
export const connectionSchema = parsedText(parseConnectionId);

const payloadSchema = z
  .object({
    correlation: correlationSchema,
    endpoint: endpointSchema,
    sinceMs: z.number().optional(),
    again: againSchema,
    spared: z.array(connectionSchema),
    targets: z.array(z.string()),
    usernames: z.array(z.string()),
    only: kindSchema.optional(),
    names: z.string(),
    directoryNames: z.string(),
  })
  .transform(
    ({ sinceMs, spared, only, names, directoryNames, ...rest }): WatchJob => ({
      ...rest,
      excluded: spared,
      only,
      since: sinceMs === undefined ? undefined : new Date(sinceMs),
      watched: namesFromTexts(names, directoryNames),
    }),
  );

/**
 * Earlier versions enqueued a job for each name: correlation, endpoint, kind, name, since, again, excluded connections.
 */
const payloadOfOneName = z
  .tuple(
    [correlationSchema, endpointSchema, kindSchema, z.string(), z.string(), againSchema],
    connectionSchema,
  )
  .transform(
    ([correlation, endpoint, only, name, sinceMs, again, ...spared]): WatchJob => ({
      correlation,
      endpoint,
      again,
      since: sinceMs === '' ? undefined : new Date(Number(sinceMs)),
      excluded: spared,
      targets: [name],
      usernames: only === 'username' ? [name] : [],
      only,
      watched: namesFromTexts('', ''),
    }),
  );

export function parseWatchJob({ payload }: Pick<Job, 'payload'>): WatchJob | undefined {
  return payloadSchema.or(payloadOfOneName).safeParse(parseJson(payload)).data;
}

/** EC2 is asked for up to this many names in one call; for more, all connections are read. */
const maxUsernames = 10;

/**
 * Enqueues the watch for reconnects before the connections on an endpoint are terminated, so that a crash cannot lose
 * it. A failure here is reported to diagnostics and does not stop the kick.
 */
export async function startWatch(
  { jobs, clock, diagnostics }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch | undefined,
): Promise<void> {
  if (watch === undefined) return;

  const due = addMilliseconds(clock.now(), firstCheckAfterMs);
  const watchJobs = [
    jobOf(endpoint, correlation, watch, undefined),
    ...watch.elsewhere.map((each) => jobOf(each, correlation, watch, onlyKind(watch))),
  ];
  try {
    await Promise.all(watchJobs.map((job) => jobs.enqueue(job, due)));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

/**
 * Enqueues the watch of an endpoint if a process crashed before it did; a watch that is already enqueued is unchanged.
 */
export async function ensureWatch(
  { jobs, clock, diagnostics, vpn }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch,
): Promise<void> {
  const isDirectory = await vpn.facts(endpoint).then(hasDirectory, () => false);
  const seen = { ...watch, connections: markDirectoryUsers(watch.connections, isDirectory) };
  try {
    const lease = await jobs.enqueueClaimed(jobOf(endpoint, correlation, seen, undefined), leaseTerm(clock));
    if (lease !== undefined) await jobs.reschedule(lease, addMilliseconds(clock.now(), firstCheckAfterMs));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

/** Creates the job, of which there is one for each kick and endpoint, however many people are kicked. */
function jobOf({ id }: Endpoint, correlation: Correlation, watch: Watch, only: WatchedKind | undefined): Job {
  const { connections, since, again, excluded, targets } = watch;
  const usernames = usernamesOf(connections) ?? [];
  const payload = {
    correlation,
    endpoint: id,
    sinceMs: since?.getTime(),
    again,
    spared: excluded,
    targets,
    usernames: usernames.length > maxUsernames ? [] : usernames,
    only,
    ...textsFromNames(connections),
  };
  return { key: `${watchKind} ${correlation} ${id}`, payload: JSON.stringify(payload) };
}

/** Returns the kind of name to watch for; undefined if there may be several. */
function onlyKind({ connections, targets }: Watch): WatchedKind | undefined {
  const kinds = new Set(connections.map((connection) => nameOf(connection).kind));
  kinds.delete('unnamed');
  const [kind] = kinds;
  return targets.length > 1 || kinds.size > 1 || kind === 'unnamed' ? undefined : kind;
}
