import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import {
  type ConnectionId,
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../domain/ids.ts';
import { nameOf, type VpnName } from '../../domain/vpn-name.ts';
import { namesFromTexts, textsFromNames, type WatchedNames } from '../../domain/watched-names.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job } from '../../ports/job-queue.ts';
import { markDirectoryUsers } from '../connections/list-connections.ts';
import { firstLookAfterMs, usernamesOf, type Watch } from './watch.ts';

/** The job that watches one endpoint at growing intervals for five minutes after a kick. */
export interface WatchJob extends Pick<Watch, 'spared' | 'since' | 'again' | 'targets'> {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  /** The name of each connection of the kick. */
  readonly watched: WatchedNames;
  /** If there are few, the user names that EC2 can be asked for; then no other names are watched for. */
  readonly usernames: readonly string[];
  /** Set if only names of this kind are watched for: then an endpoint without such names is not looked at. */
  readonly only: WatchedKind | undefined;
}

type WatchedKind = Exclude<VpnName['kind'], 'unnamed'>;

export const watchKind = 'watch';

interface NewWatch extends Omit<WatchJob, 'watched'>, Pick<Watch, 'connections'> {}

/** Creates the job, of which there is one for each kick and endpoint, however many people are kicked. */
function watchJobFrom(watch: NewWatch): Job {
  const { correlation, endpoint, since, again, spared, targets, usernames, only, connections } = watch;
  return {
    key: `${watchKind} ${correlation} ${endpoint}`,
    payload: JSON.stringify({
      correlation,
      endpoint,
      sinceMs: since?.getTime(),
      again,
      spared,
      targets,
      usernames,
      only,
      ...textsFromNames(connections),
    }),
  };
}

/** Returns undefined for a job that another version of Bouncer enqueued and this one cannot read. */
export function parseWatchJob({ payload }: Pick<Job, 'payload'>): WatchJob | undefined {
  const parsed: unknown = JSON.parse(payload);
  if (Array.isArray(parsed)) return watchOfOneName(parsed);
  if (typeof parsed !== 'object' || parsed === null) return undefined;

  const fields = parsed as Readonly<Record<string, unknown>>;
  const correlation = parseCorrelation(String(fields.correlation));
  const endpoint = parseEndpointId(String(fields.endpoint));
  const again = againFrom(fields.again);
  if (correlation === undefined || endpoint === undefined || again === undefined) return undefined;

  return {
    correlation,
    endpoint,
    again,
    since: typeof fields.sinceMs === 'number' ? new Date(fields.sinceMs) : undefined,
    spared: idsFrom(textsFrom(fields.spared)),
    targets: textsFrom(fields.targets),
    usernames: textsFrom(fields.usernames),
    only: kindFrom(fields.only),
    watched: namesFromTexts(textFrom(fields.names), textFrom(fields.directoryNames)),
  };
}

/**
 * Earlier versions enqueued a job for each name: correlation, endpoint, kind, name, since, again, spared connections.
 */
function watchOfOneName(parts: readonly unknown[]): WatchJob | undefined {
  if (!parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpointText = '', kindText, text = '', sinceMs = '', againText, ...spared] =
    parts;
  const correlation = parseCorrelation(correlationText);
  const endpoint = parseEndpointId(endpointText);
  const only = kindFrom(kindText);
  const again = againFrom(againText);
  if (correlation === undefined || endpoint === undefined) return undefined;
  if (only === undefined || again === undefined) return undefined;

  return {
    correlation,
    endpoint,
    again,
    since: sinceMs === '' ? undefined : new Date(Number(sinceMs)),
    spared: idsFrom(spared),
    targets: [text],
    usernames: only === 'username' ? [text] : [],
    only,
    watched: namesFromTexts('', ''),
  };
}

function againFrom(value: unknown): Watch['again'] | undefined {
  return value === 'name' || value === 'connection' ? value : undefined;
}

function kindFrom(value: unknown): WatchedKind | undefined {
  return value === 'username' || value === 'common_name' ? value : undefined;
}

function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsFrom(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((text) => parseConnectionId(text) ?? []);
}

/** EC2 is asked for up to this many names in one call; for more, all connections are read. */
const mostUsernames = 10;

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

  const due = new Date(clock.now().getTime() + firstLookAfterMs);
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
    if (lease !== undefined) await jobs.reschedule(lease, new Date(clock.now().getTime() + firstLookAfterMs));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

function jobOf({ id }: Endpoint, correlation: Correlation, watch: Watch, only: WatchedKind | undefined): Job {
  const usernames = usernamesOf(watch.connections) ?? [];
  return watchJobFrom({
    ...watch,
    correlation,
    endpoint: id,
    only,
    usernames: usernames.length > mostUsernames ? [] : usernames,
  });
}

/** Returns the kind of name to watch for; undefined if there may be several. */
function onlyKind({ connections, targets }: Watch): WatchedKind | undefined {
  const kinds = new Set(connections.map((connection) => nameOf(connection).kind));
  kinds.delete('unnamed');
  const [kind] = kinds;
  return targets.length > 1 || kinds.size > 1 || kind === 'unnamed' ? undefined : kind;
}
