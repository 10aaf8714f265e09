import { createHash } from 'node:crypto';
import { Failure } from '../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';

/** The parts of a submission that are unique to it and the same in every delivery. */
interface SubmittedModal {
  readonly user: { readonly id: string };
  /** Slack gives every modal it opens a new id. The modal's metadata includes when it was opened. */
  readonly view: { readonly id: string; readonly private_metadata: string };
}

/**
 * Sixty-four bits. If two requests had the same correlation, the second would be mistaken for the first and never
 * start.
 */
const hexDigits = 16;

/**
 * Derives a correlation from a submission. A modal is submitted once, so any process, also a later one, can recognize
 * its action.
 */
export function correlationOfModal({ user, view }: SubmittedModal): Correlation {
  const identity = JSON.stringify([user.id, view.id, view.private_metadata]);
  const digest = createHash('sha256').update(identity).digest('hex');

  const correlation = parseCorrelation(digest.slice(0, hexDigits));
  if (correlation === undefined) throw new Failure('unexpected', 'a hash is no correlation');
  return correlation;
}
