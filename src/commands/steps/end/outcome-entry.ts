import type { EntryDraft, EntryKind } from '../../../core/audit-entry.ts';
import type { Connection } from '../../../core/connection.ts';
import { entryConnectionFrom } from '../../../core/entry-connection.ts';
import type { KickPart, KickSession } from '../../../core/kick.ts';
import { type ExtentNote, extentDetail, type KickExtent } from '../../../core/kick-extent.ts';

/** What an entry says of the sessions of one part. */
export type Told = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/**
 * Before the act: the sessions as they were seen.
 *
 * @param total How many the whole kick is for, where these are not all of them.
 */
export function toldBefore(
  connections: readonly Connection[],
  extent: KickExtent,
  more: ExtentNote,
): Pick<EntryDraft, 'connections' | 'detail'> {
  return {
    connections: connections.map((connection) => entryConnectionFrom(connection, { kind: 'requested' })),
    detail: extentDetail(extent, more),
  };
}

/** After the act: what AWS answered for each session. */
export function toldAfterAct({ sessions }: KickPart): Told {
  return { kind: outcomeKind(sessions.map(({ state }) => state.kind)), connections: sessions.map(told) };
}

/** After looking again: where each session ended up; those in another's hands are theirs to tell. */
export function toldAfterLook({ sessions }: KickPart): Told {
  const ours = sessions.filter(({ state }) => state.kind !== 'claimed');
  const isOpen = ours.some(({ state }) => state.kind === 'unconfirmed');

  return { kind: isOpen ? 'unconfirmed' : 'confirmed', connections: ours.map(told) };
}

function outcomeKind(states: readonly KickSession['state']['kind'][]): EntryKind {
  if (states.every((kind) => kind === 'claimed')) return 'refused';
  if (states.every((kind) => unbegun.includes(kind)) && states.some((kind) => kind !== 'already_gone'))
    return 'abandoned';
  return states.every((kind) => kind === 'failed' || kind === 'claimed') ? 'failed' : 'finished';
}

/** Where nothing was ordered, whatever the reason. */
const unbegun: readonly KickSession['state']['kind'][] = ['abandoned', 'stopped', 'already_gone'];

function told({ connection, state }: KickSession) {
  return entryConnectionFrom(connection, state);
}
