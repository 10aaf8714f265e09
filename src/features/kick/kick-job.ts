import type { ExactTarget } from '../../domain/connection-search.ts';
import { type Correlation, parseConnectionId, parseCorrelation } from '../../domain/ids.ts';
import type { Job } from '../../ports/job-queue.ts';

/** A job that completes one request on one endpoint even if the process crashes. */
export interface KickJob {
  readonly correlation: Correlation;
  /** The endpoint's id as in the audit log; empty when there is only an audit entry to announce. */
  readonly endpoint: string;
  /** Whose connections are targeted, so that further rounds can look for more of them. */
  readonly target: ExactTarget;
}

export function kickJobFrom({ correlation, endpoint, target }: KickJob): Job {
  const targetRef = target.kind === 'names' ? target.names : target.kind === 'connections' ? target.ids : [];
  return {
    key: `kick ${correlation} ${endpoint}`.trim(),
    payload: JSON.stringify([correlation, endpoint, target.kind, ...targetRef]),
  };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseKickJob({ payload }: Job): KickJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpoint = '', kind, ...targetRef] = parts;
  const correlation = parseCorrelation(correlationText);
  if (correlation === undefined) return undefined;
  if (kind === 'names') return { correlation, endpoint, target: { kind, names: targetRef } };
  if (kind === 'everyone') return { correlation, endpoint, target: { kind } };
  if (kind !== 'connections') return undefined;
  return {
    correlation,
    endpoint,
    target: { kind, ids: targetRef.flatMap((id) => parseConnectionId(id) ?? []) },
  };
}
