import * as z from 'zod';
import { type Correlation, parseConnectionId, parseCorrelation, parsePersonId } from '../../domain/ids.ts';
import type { ExactTarget } from '../../domain/target.ts';
import type { Job, JobQueue } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import type { NotifiedPerson } from './notify-target.ts';

/** The job of a kick, which completes the kick even if the process crashes. Its lease belongs to one process. */
export interface KickJob {
  readonly correlation: Correlation;
  /** The ids of the endpoints that it covers, as in the audit log. */
  readonly endpoints: readonly string[];
  /** Whose connections are targeted, so that further rounds can look for more of them. */
  readonly target: ExactTarget;
  /** The correlations of the blocks that were requested together with it, and are shown in its message. */
  readonly blocks: readonly Correlation[];
  /** The person to notify when it is over. */
  readonly notified: NotifiedPerson | undefined;
  /** Whether it covers the entries without an endpoint: the one about break-glass. */
  readonly coversBreakGlass: boolean;
}

const schema = z.object({
  correlation: z.string(),
  endpoints: z.array(z.string()).readonly(),
  target: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('names'), names: z.array(z.string()).readonly() }),
    z.object({ kind: z.literal('connections'), ids: z.array(z.string()).readonly() }),
    z.object({ kind: z.literal('everyone') }),
  ]),
  // Earlier versions wrote none, and showed blocks in messages of their own.
  blocks: z.array(z.string()).readonly().optional(),
  notified: z.object({ person: z.string(), connections: z.array(z.string()).readonly() }).optional(),
});

export function kickJobFrom(job: Omit<KickJob, 'coversBreakGlass'>): Job {
  return { key: `kick ${job.correlation}`, payload: JSON.stringify(job satisfies z.input<typeof schema>) };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in an unknown format. */
export function parseKickJob({ payload }: Job): KickJob | undefined {
  const json = parseJson(payload);
  const { data } = schema.safeParse(json);
  if (data === undefined) return jobOfOneEndpoint(json);

  const { correlation, endpoints, target } = data;
  const blocks = (data.blocks ?? []).flatMap((block) => parseCorrelation(block) ?? []);
  const notified = notifiedFrom(data.notified);
  return jobOf({ correlation, endpoints, blocks, notified, coversBreakGlass: true }, target);
}

function notifiedFrom(stored: z.output<typeof schema>['notified']): NotifiedPerson | undefined {
  const person = parsePersonId(stored?.person ?? '');
  const connections = stored?.connections.flatMap((id) => parseConnectionId(id) ?? []);
  return person && connections && { person, connections };
}

/**
 * Earlier versions enqueued one job for each endpoint of a kick: correlation, endpoint, kind of target, names or ids.
 * Another job, without an endpoint, covered the entry about break-glass, or about Stop under a correlation of its own.
 */
function jobOfOneEndpoint(json: unknown): KickJob | undefined {
  const { data } = z.tuple([z.string(), z.string(), z.string()], z.string()).safeParse(json);
  if (data === undefined) return undefined;

  const [correlation, endpoint, kind, ...texts] = data;
  const { data: target } = schema.shape.target.safeParse({ kind, names: texts, ids: texts });
  const isOfEndpoint = endpoint !== '';
  const covered = {
    endpoints: isOfEndpoint ? [endpoint] : [],
    blocks: [],
    notified: undefined,
    coversBreakGlass: !isOfEndpoint,
  };
  return target && jobOf({ correlation, ...covered }, target);
}

function jobOf(
  {
    correlation: text,
    ...covered
  }: Omit<KickJob, 'correlation' | 'target'> & { readonly correlation: string },
  target: z.output<typeof schema>['target'],
): KickJob | undefined {
  const correlation = parseCorrelation(text);
  if (correlation === undefined) return undefined;
  if (target.kind !== 'connections') return { correlation, ...covered, target };

  const ids = target.ids.flatMap((id) => parseConnectionId(id) ?? []);
  return { correlation, ...covered, target: { kind: 'connections', ids } };
}

/**
 * Returns the endpoints of a kick that have a job of their own in the queue. An earlier version enqueued it, and
 * whoever holds it alone works on that endpoint.
 */
export async function endpointsWithOwnJob(
  jobs: JobQueue,
  correlation: Correlation,
): Promise<readonly string[]> {
  const prefix = `kick ${correlation} `;
  const keys = (await jobs.ofKind('kick')).map(({ key }) => key);
  return keys.flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}
