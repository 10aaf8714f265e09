import type { EntryConnection, EntryStatus } from './audit-entry.ts';
import type { Connection, Status } from './connection.ts';
import { type FailureCode, failureCodes } from './failure.ts';
import type { SessionState } from './kick.ts';

/**
 * Our own words in the place of a current status, for what AWS has no status for. Together with AWS' they tell
 * from the record alone what became of a session.
 */
const ownCodes = {
  already_gone: 'already-gone',
  claimed: 'claimed',
  failed: 'failed',
  unanswered: 'unanswered',
  abandoned: 'abandoned',
  stopped: 'stopped',
} as const;

/** A status of ours for a connection that EC2 stopped listing after the order to end it. */
export const notListed: Status = { code: 'not-listed', message: undefined };

/** A status of ours for a connection that no look has shown since an order that AWS did not answer. */
export function notSeen(code: FailureCode): Status {
  return { code: ownCodes.unanswered, message: code };
}

/** Writes what became of a session as an entry tells it. */
export function entryConnectionFrom(connection: Connection, state: SessionState): EntryConnection {
  const { id, status } = connection;
  const previous = entryStatus(status);

  switch (state.kind) {
    case 'requested':
      return { id, previous };
    case 'claimed':
      return {
        id,
        previous,
        current: { code: ownCodes.claimed, message: `${state.by} ${state.at.toISOString()}` },
      };
    case 'failed':
    case 'unanswered':
      return { id, previous, current: { code: ownCodes[state.kind], message: state.code } };
    case 'already_gone':
    case 'abandoned':
    case 'stopped':
      return { id, previous, current: { code: ownCodes[state.kind] } };
    default:
      return { id, previous: entryStatus(state.change.previous), current: entryStatus(state.change.current) };
  }
}

/** Reads what became of a session right after the act, from an entry that tells it. */
export function stateFromEntryConnection({ previous, current }: EntryConnection): SessionState {
  if (current === undefined) return { kind: 'requested' };

  switch (current.code) {
    case ownCodes.already_gone:
      return { kind: 'already_gone' };
    case ownCodes.abandoned:
      return { kind: 'abandoned' };
    case ownCodes.stopped:
      return { kind: 'stopped' };
    case ownCodes.claimed:
      return claimedFrom(current.message ?? '');
    case ownCodes.failed:
      return { kind: 'failed', code: failureCodeFrom(current.message) };
    case ownCodes.unanswered:
      return { kind: 'unanswered', code: failureCodeFrom(current.message) };
    default: {
      const change = { previous: statusFrom(previous ?? current), via: [], current: statusFrom(current) };
      return current.code === 'failed-to-terminate'
        ? { kind: 'not_ended', change }
        : { kind: 'terminating', change };
    }
  }
}

/** Says whether nobody is on this connection any more, as far as the entry tells. */
export function isOver({ current }: EntryConnection): boolean {
  return [ownCodes.already_gone, notListed.code, 'terminated'].includes(current?.code ?? '');
}

/** Says whether a status is in our own words, and not AWS'. */
export function isOwnCode(code: string): boolean {
  return Object.values<string>(ownCodes).includes(code);
}

export function statusFrom({ code, message }: EntryStatus): Status {
  return { code, message };
}

function entryStatus({ code, message }: Status): EntryStatus {
  return message === undefined ? { code } : { code, message };
}

function claimedFrom(message: string): SessionState {
  const [by = '', at = ''] = message.split(' ');
  return { kind: 'claimed', by, at: new Date(at) };
}

/** An entry of a later version may know more codes. */
function failureCodeFrom(text: string | undefined): FailureCode {
  return failureCodes.find((code) => code === text) ?? 'unexpected';
}
