import type { EntryConnection, EntryDraft, EntryKind, EntryStatus } from '../../core/audit-entry.ts';
import type { Connection, Status } from '../../core/connection.ts';
import type { KickPart, KickSession } from '../../core/kick.ts';

/** What an entry says of the sessions of one part. */
export type Told = { readonly kind: EntryKind } & Pick<EntryDraft, 'connections' | 'detail'>;

/** Before the act: the sessions as they were seen. */
export function toldBefore(
  connections: readonly Connection[],
  endsAll: boolean,
): Pick<EntryDraft, 'connections' | 'detail'> {
  return {
    connections: connections.map(({ id, status }) => ({ id, previous: entryStatus(status) })),
    detail: endsAll ? 'every session of this name on this endpoint' : 'the sessions listed here',
  };
}

/** After the act: what AWS answered for each session. */
export function toldAfterAct(part: KickPart): Told {
  const states = part.sessions.map(({ state }) => state.kind);
  const isAllClaimed = states.every((kind) => kind === 'claimed');
  const isAllFailed = states.every((kind) => kind === 'failed' || kind === 'claimed');

  return { kind: isAllClaimed ? 'refused' : isAllFailed ? 'failed' : 'finished', ...toldOf(part.sessions) };
}

/** After looking again: where each session that AWS took the order for ended up. */
export function toldAfterLook(part: KickPart): Told {
  const ours = part.sessions.filter(({ state }) => state.kind !== 'claimed');
  const isOpen = ours.some(({ state }) => state.kind === 'unconfirmed');

  return { kind: isOpen ? 'unconfirmed' : 'confirmed', ...toldOf(ours) };
}

function toldOf(sessions: readonly KickSession[]): Pick<EntryDraft, 'connections' | 'detail'> {
  const remarks = sessions.map(remarkOf).filter((remark) => remark !== undefined);
  return {
    connections: sessions.map(entryConnection),
    ...(remarks.length > 0 && { detail: remarks.join('; ') }),
  };
}

function entryConnection({ connection, state }: KickSession): EntryConnection {
  const { id, status } = connection;
  if (!('change' in state)) return { id, previous: entryStatus(status) };
  return { id, previous: entryStatus(state.change.previous), current: entryStatus(state.change.current) };
}

function remarkOf({ connection, state }: KickSession): string | undefined {
  switch (state.kind) {
    case 'already_gone':
      return `${connection.id} was already gone`;
    case 'claimed':
      return `${connection.id} is being ended by ${state.by} since ${state.at.toISOString()}`;
    case 'failed':
    case 'unanswered':
      return `${connection.id} ${state.kind}: ${state.code}`;
    default:
      return undefined;
  }
}

function entryStatus({ code, message }: Status): EntryStatus {
  return message === undefined ? { code } : { code, message };
}
