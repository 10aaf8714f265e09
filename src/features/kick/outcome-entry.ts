import type { EntryDraft, EntryKind } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import {
  type KickedConnection,
  type KickPart,
  stateMeanings,
  type TerminationState,
} from '../../domain/kick.ts';
import { type ExtentNote, extentDetail, type KickExtent } from '../../domain/kick-extent.ts';

/** What an audit entry contains about the connections of one part. */
export type EntryContent = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/**
 * Returns the content of a `requested` entry: the connections as the look-up found them.
 *
 * @param more Further facts about the kick, such as its total if these are not all of its connections.
 */
export function requestedContent(
  connections: readonly Connection[],
  extent: KickExtent,
  more: ExtentNote,
): EntryContent {
  return {
    kind: 'requested',
    connections: connections.map((connection) => entryConnectionFrom(connection, { kind: 'requested' })),
    detail: extentDetail(extent, more),
  };
}

/** Returns the content of the entry after the termination: what AWS answered for each connection. */
export function outcomeContent({ connections }: KickPart): EntryContent {
  return {
    kind: outcomeKind(connections.map(({ state }) => state.kind)),
    connections: connections.map(connectionOf),
  };
}

/**
 * Returns the content of the entry after the confirmation: the final state of each connection. Connections that another
 * request has locked are left out, because that request reports them.
 */
export function confirmationContent({ connections }: KickPart): EntryContent {
  const ours = connections.filter(({ state }) => state.kind !== 'claimed');
  const isOpen = ours.some(({ state }) => state.kind === 'unconfirmed');
  return { kind: isOpen ? 'unconfirmed' : 'confirmed', connections: ours.map(connectionOf) };
}

function connectionOf({ connection, state }: KickedConnection) {
  return entryConnectionFrom(connection, state);
}

function outcomeKind(states: readonly TerminationState['kind'][]): EntryKind {
  if (states.every((kind) => kind === 'claimed')) return 'refused';
  if (states.every((kind) => stateMeanings[kind].isUnbegun) && states.some((kind) => kind !== 'already_gone'))
    return 'abandoned';
  return states.every((kind) => kind === 'failed' || kind === 'claimed') ? 'failed' : 'finished';
}
