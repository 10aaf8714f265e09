import * as z from 'zod';
import { type Correlation, type PersonId, parseCorrelation, parsePersonId } from '../../domain/ids.ts';
import type { Job } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { parsedText } from '../../slack/block-kit/payload-schemas.ts';

/** A claim whose outcome is open, or is still to be carried out. The audit log has everything else. */
export interface ClaimJob {
  readonly correlation: Correlation;
  readonly person: PersonId;
}

export const claimKind = 'name-claim';

export function claimKey(correlation: Correlation): string {
  return `${claimKind} ${correlation}`;
}

export function claimJobFrom({ correlation, person }: ClaimJob): Job {
  return { key: claimKey(correlation), payload: JSON.stringify([correlation, person]) };
}

const schema = z
  .tuple([parsedText(parseCorrelation), parsedText(parsePersonId)], z.unknown())
  .transform(([correlation, person]): ClaimJob => ({ correlation, person }));

/** Parses a job; undefined if another version of Bouncer enqueued it in a different format. */
export function parseClaimJob({ payload }: Job): ClaimJob | undefined {
  return schema.safeParse(parseJson(payload)).data;
}
