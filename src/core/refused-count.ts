import type { EntryDraft } from './audit-entry.ts';
import type { PersonId } from './ids.ts';

/** Who makes a request, as the request itself says: nobody was looked up. */
export interface Requester {
  readonly person: PersonId;
  readonly name: string;
  readonly team: string;
  readonly channel: EntryDraft['channel'];
}

/** Requests that were refused unread since somebody made too many of them. */
export interface RefusedCount {
  readonly requester: Requester;
  readonly count: number;
  /** From the first one until now. */
  readonly lastedMs: number;
}

/** What is counted together was done in one channel, or in none that could be named. */
export function withPlaceOf(requester: Requester, { channel }: Requester): Requester {
  return requester.channel?.id === channel?.id ? requester : { ...requester, channel: undefined };
}
