import {
  type ConnectionId,
  type Correlation,
  parseConnectionId,
  parseCorrelation,
  parseGroupId,
  parsePersonId,
} from '../../domain/ids.ts';
import type { ExactWhom, KickAim, KickWhom, OneOfSeveral } from '../../domain/target.ts';
import type { Job } from '../../ports/job-queue.ts';

/** What is needed to carry out a kick after its approval and is not in the audit log. */
export interface ApprovalJob {
  readonly correlation: Correlation;
  readonly aim: KickAim;
  /** The connections that were left ticked; undefined for every connection of the name. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Possible matches that the actor ticked. */
  readonly also: readonly ConnectionId[];
  /** The names that were shown; the approval covers no one else's connections. */
  readonly names: readonly string[];
}

export function approvalKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

export function approvalJobFrom({ correlation, aim: { whom, on }, only, also, names }: ApprovalJob): Job {
  return {
    key: approvalKey(correlation),
    payload: JSON.stringify([[correlation, on ?? '', ...textsOf(whom)], only ?? ['all'], names, also]),
  };
}

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseApprovalJob({ payload }: Job): ApprovalJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every(isTexts)) return undefined;

  const [[correlationText = '', on, ...texts] = [], only = [], names = [], also = []] = parts;
  const correlation = parseCorrelation(correlationText);
  const whom = parseWhom(texts);
  if (correlation === undefined || whom === undefined) return undefined;

  return {
    correlation,
    aim: { whom, on: on || undefined },
    only: only[0] === 'all' ? undefined : idsFrom(only),
    also: idsFrom(also),
    names,
  };
}

function idsFrom(texts: readonly string[]): readonly ConnectionId[] {
  return texts.flatMap((id) => parseConnectionId(id) ?? []);
}

/** Writes the kind and then the target; several targets become alternating kinds and texts. */
function textsOf(whom: KickWhom): readonly string[] {
  if (whom.kind === 'everyone') return [whom.kind];
  if (whom.kind === 'several') return [whom.kind, ...whom.whom.flatMap(textsOfOne)];
  return textsOfOne(whom);
}

function textsOfOne(whom: ExactWhom | OneOfSeveral): readonly string[] {
  switch (whom.kind) {
    case 'name':
      return [whom.kind, whom.name];
    case 'person':
      return [whom.kind, whom.person];
    case 'group':
      return [whom.kind, whom.group];
    case 'connection':
      return [whom.kind, whom.connection];
  }
}

function parseWhom([kind = '', ...texts]: readonly string[]): KickWhom | undefined {
  if (kind === 'everyone') return { kind };
  if (kind === 'several') {
    const whom = parseSeveral(texts);
    return whom && { kind, whom };
  }
  const [text = ''] = texts;
  const connection = kind === 'connection' ? parseConnectionId(text) : undefined;
  const one = connection === undefined ? parseOne(kind, text) : ({ kind: 'connection', connection } as const);
  return one?.kind === 'group' ? undefined : one;
}

/** Returns undefined if any of several targets cannot be parsed: a part of the list was never approved. */
function parseSeveral(texts: readonly string[]): readonly OneOfSeveral[] | undefined {
  const several: OneOfSeveral[] = [];
  for (let at = 0; at < texts.length; at += 2) {
    const one = parseOne(texts[at] ?? '', texts[at + 1] ?? '');
    if (one === undefined) return undefined;
    several.push(one);
  }
  return several;
}

function parseOne(kind: string, text: string): OneOfSeveral | undefined {
  if (kind === 'name') return { kind, name: text };
  if (kind === 'person') {
    const person = parsePersonId(text);
    return person && { kind, person };
  }
  const group = kind === 'group' ? parseGroupId(text) : undefined;
  return group && { kind: 'group', group };
}

function isTexts(part: unknown): part is readonly string[] {
  return Array.isArray(part) && part.every((text) => typeof text === 'string');
}
