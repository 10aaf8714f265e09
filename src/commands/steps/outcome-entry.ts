import type { EntryDraft, EntryKind } from '../../core/audit-entry.ts';
import type { Connection } from '../../core/connection.ts';
import { entryConnectionFrom } from '../../core/entry-connection.ts';
import type { KickPart, KickSession } from '../../core/kick.ts';

/** What an entry says of the sessions of one part. */
export type Told = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/** Says in an entry that a request means every session of the name; a restart goes on accordingly. */
export const endsAllDetail = 'every session of this name on this endpoint';

/** Before the act: the sessions as they were seen. */
export function toldBefore(
  connections: readonly Connection[],
  endsAll: boolean,
): Pick<EntryDraft, 'connections' | 'detail'> {
  return {
    connections: connections.map((connection) => entryConnectionFrom(connection, { kind: 'requested' })),
    detail: endsAll ? endsAllDetail : 'the sessions listed here',
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
  if (
    states.every((kind) => kind === 'abandoned' || kind === 'already_gone') &&
    states.includes('abandoned')
  ) {
    return 'abandoned';
  }
  return states.every((kind) => kind === 'failed' || kind === 'claimed') ? 'failed' : 'finished';
}

function told({ connection, state }: KickSession) {
  return entryConnectionFrom(connection, state);
}
