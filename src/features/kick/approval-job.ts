import * as z from 'zod';
import {
  type ConnectionId,
  type Correlation,
  parseConnectionId,
  parseCorrelation,
  parseGroupId,
  parsePersonId,
} from '../../domain/ids.ts';
import type { KickSelection, KickTargetRef, OneOfSeveral } from '../../domain/target.ts';
import type { Job } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';

/** What is needed to carry out a kick after its approval and is not in the audit log. */
export interface ApprovalJob {
  readonly correlation: Correlation;
  readonly selection: KickSelection;
  /** The connections that were left ticked; undefined for every connection of the name. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Possible matches that the actor ticked. */
  readonly also: readonly ConnectionId[];
  /** The names that were shown; the approval covers no one else's connections. */
  readonly names: readonly string[];
  /** Whether the person whose connections are terminated may be told. */
  readonly mayNotify: boolean;
}

export function approvalKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

/** Correlation, scope, and the target's kind and texts; then the ticked ids, the names, and the possible matches. */
const schema = z.tuple([z.tuple([z.string(), z.string()], z.string())], z.array(z.string()));

export function approvalJobFrom({ correlation, selection, only, also, names, mayNotify }: ApprovalJob): Job {
  const request = [correlation, selection.on ?? '', ...textsFrom(selection.targetRef)];
  return {
    key: approvalKey(correlation),
    payload: JSON.stringify([request, only ?? ['all'], names, also, ...(mayNotify ? [['notify']] : [])]),
  };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseApprovalJob({ payload }: Job): ApprovalJob | undefined {
  const { data } = schema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;

  const [[correlationText, on, kind = '', ...texts], only = [], names = [], also = [], notes = []] = data;
  const correlation = parseCorrelation(correlationText);
  const targetRef = parseTargetRef(kind, texts);
  if (correlation === undefined || targetRef === undefined) return undefined;

  return {
    correlation,
    selection: { targetRef, on: on || undefined },
    only: only[0] === 'all' ? undefined : idsFrom(only),
    also: idsFrom(also),
    names,
    // Earlier versions notified nobody.
    mayNotify: notes.includes('notify'),
  };
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((id) => parseConnectionId(id) ?? []);
}

/** Writes the kind and then the target; several targets become alternating kinds and texts. */
function textsFrom(targetRef: KickTargetRef | OneOfSeveral): readonly string[] {
  switch (targetRef.kind) {
    case 'everyone':
      return [targetRef.kind];
    case 'several':
      return [targetRef.kind, ...targetRef.targetRef.flatMap(textsFrom)];
    case 'name':
      return [targetRef.kind, targetRef.name];
    case 'person':
      return [targetRef.kind, targetRef.person];
    case 'group':
      return [targetRef.kind, targetRef.group];
    case 'connection':
      return [targetRef.kind, targetRef.connection];
  }
}

function parseTargetRef(kind: string, texts: readonly string[]): KickTargetRef | undefined {
  const [text = ''] = texts;
  if (kind === 'everyone') return { kind };
  if (kind === 'several') {
    const pairs = Array.from({ length: Math.ceil(texts.length / 2) }, (_, at) =>
      texts.slice(2 * at, 2 * at + 2),
    );
    const several = pairs.flatMap(([one = '', of = '']) => parseOneOfSeveral(one, of) ?? []);
    // A part of the list was never approved.
    return several.length === pairs.length ? { kind, targetRef: several } : undefined;
  }
  if (kind === 'connection') {
    const connection = parseConnectionId(text);
    return connection && { kind, connection };
  }
  const one = parseOneOfSeveral(kind, text);
  return one?.kind === 'group' ? undefined : one;
}

function parseOneOfSeveral(kind: string, text: string): OneOfSeveral | undefined {
  if (kind === 'name') return { kind, name: text };
  const person = kind === 'person' ? parsePersonId(text) : undefined;
  if (person !== undefined) return { kind: 'person', person };
  const group = kind === 'group' ? parseGroupId(text) : undefined;
  return group && { kind: 'group', group };
}
