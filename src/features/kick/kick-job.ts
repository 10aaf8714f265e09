import type { ExactTarget } from '../../domain/connection-search.ts';
import { type Correlation, parseConnectionId, parseCorrelation } from '../../domain/ids.ts';
import type { Job } from '../../ports/job-queue.ts';

/** What has to come to its end for one request, whatever happens to the process. */
export interface KickJob {
  readonly correlation: Correlation;
  /** The endpoint's id, as the record has it; empty when there is only an entry to announce. */
  readonly endpoint: string;
  /** Whose sessions are meant, so that a further round can be looked for. */
  readonly target: ExactTarget;
}

export function kickJobFrom({ correlation, endpoint, target }: KickJob): Job {
  const whom = target.kind === 'names' ? target.names : target.kind === 'connections' ? target.ids : [];
  return {
    key: `kick ${correlation} ${endpoint}`.trim(),
    payload: JSON.stringify([correlation, endpoint, target.kind, ...whom]),
  };
}

/** Undefined for a job that another version of the bot enqueued. */
export function parseKickJob({ payload }: Job): KickJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpoint = '', kind, ...whom] = parts;
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined) return undefined;
  if (kind === 'names') return { correlation, endpoint, target: { kind, names: whom } };
  if (kind === 'everyone') return { correlation, endpoint, target: { kind } };
  if (kind !== 'connections') return undefined;
  return { correlation, endpoint, target: { kind, ids: whom.flatMap((id) => parseConnectionId(id) ?? []) } };
}
