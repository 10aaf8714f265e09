import { createHash } from 'node:crypto';
import { Failure } from '../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';

/** What of a submission stays the same however often it is delivered, and is like no other's. */
interface SubmittedModal {
  readonly user: { readonly id: string };
  /** Slack names every modal anew that it opens; what the modal remembers tells when that was. */
  readonly view: { readonly id: string; readonly private_metadata: string };
}

/** Sixty-four bits: two requests that shared a correlation would be taken for one, and the second never begun. */
const hexDigits = 16;

/** A modal is submitted once, so its act can be told apart from all others by any process, also by a later one. */
export function correlationOfModal({ user, view }: SubmittedModal): Correlation {
  const identity = JSON.stringify([user.id, view.id, view.private_metadata]);
  const digest = createHash('sha256').update(identity).digest('hex');

  const correlation = parseCorrelation(digest.slice(0, hexDigits));
  if (correlation === undefined) throw new Failure('unexpected', 'a hash is no correlation');
  return correlation;
}
