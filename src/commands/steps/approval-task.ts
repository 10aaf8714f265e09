import {
  type ConnectionId,
  type Correlation,
  parseConnectionId,
  parseCorrelation,
  parsePersonId,
} from '../../core/ids.ts';
import type { ExactWhom } from '../../core/whom.ts';
import type { Task } from '../../ports/agenda.ts';
import type { KickAim } from './find-sessions-to-end.ts';

/** What has to be known of a kick to carry it out when a second person has agreed; the record has the rest. */
export interface ApprovalTask {
  readonly correlation: Correlation;
  readonly aim: KickAim;
  /** The sessions that were left ticked; without them, every session of the name. */
  readonly only: readonly ConnectionId[] | undefined;
  /** The names that were shown: nobody else's sessions are approved. */
  readonly names: readonly string[];
}

export function approvalKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

export function approvalTaskFrom({ correlation, aim: { whom, on }, only, names }: ApprovalTask): Task {
  const text = whom.kind === 'name' ? whom.name : whom.kind === 'person' ? whom.person : whom.connection;
  return {
    key: approvalKey(correlation),
    payload: JSON.stringify([[correlation, whom.kind, text, on ?? ''], only ?? ['all'], names]),
  };
}

/** Undefined for a task that another version of the bot put down. */
export function parseApprovalTask({ payload }: Task): ApprovalTask | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every(isTexts)) return undefined;

  const [[correlationText = '', kind, text = '', on] = [], only = [], names = []] = parts;
  const correlation = parseCorrelation(correlationText);
  const whom = parseExactWhom(kind, text);
  if (correlation === undefined || whom === undefined) return undefined;

  return {
    correlation,
    aim: { whom, on: on || undefined },
    only: only[0] === 'all' ? undefined : only.flatMap((id) => parseConnectionId(id) ?? []),
    names,
  };
}

function parseExactWhom(kind: string | undefined, text: string): ExactWhom | undefined {
  if (kind === 'name') return { kind, name: text };
  if (kind === 'person') {
    const person = parsePersonId(text);
    return person && { kind, person };
  }
  const connection = kind === 'connection' ? parseConnectionId(text) : undefined;
  return connection && { kind: 'connection', connection };
}

function isTexts(part: unknown): part is readonly string[] {
  return Array.isArray(part) && part.every((text) => typeof text === 'string');
}
