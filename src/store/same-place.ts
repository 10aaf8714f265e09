import type { MessagePlace } from '../ports/message-store.ts';

/** Says whether two stored places of a message are the same. */
export function isSamePlace(one: MessagePlace | undefined, other: MessagePlace | undefined): boolean {
  if (one?.kind === 'posted' && other?.kind === 'posted')
    return one.channel === other.channel && one.ts === other.ts;
  if (one?.kind === 'intended' && other?.kind === 'intended')
    return one.channel === other.channel && one.by === other.by && one.at.getTime() === other.at.getTime();
  return one === other;
}
