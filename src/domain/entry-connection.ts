import type { EntryConnection, EntryStatus } from './audit-entry.ts';
import type { Connection, Status } from './connection.ts';
import { type FailureCode, failureCodes } from './failure.ts';
import type { TerminationState } from './kick.ts';

/**
 * Bouncer's own codes for a current status, where AWS has none. Together with AWS' codes, they make the outcome of
 * each connection readable from the audit log alone.
 */
const ownCodes = {
  already_gone: 'already-gone',
  claimed: 'claimed',
  failed: 'failed',
  unanswered: 'unanswered',
  abandoned: 'abandoned',
  stopped: 'stopped',
} as const;

/** Bouncer's status for a connection that EC2 no longer lists after the request to terminate it. */
export const notListed: Status = { code: 'not-listed', message: undefined };

/** Bouncer's status for a connection that was not seen again after AWS did not answer the request to terminate it. */
export function notSeen(code: FailureCode): Status {
  return { code: ownCodes.unanswered, message: code };
}

/** Converts a connection and its state to the form that entries have. */
export function entryConnectionFrom(connection: Connection, state: TerminationState): EntryConnection {
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

/** Reads a connection's state right after the action from an entry. */
export function stateFromEntryConnection({ previous, current }: EntryConnection): TerminationState {
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

/** Returns whether the connection has ended, according to the entry. */
export function isOver({ current }: EntryConnection): boolean {
  return [ownCodes.already_gone, notListed.code, 'terminated'].includes(current?.code ?? '');
}

/** Returns whether a status code is Bouncer's own, not AWS'. */
export function isOwnCode(code: string): boolean {
  return Object.values<string>(ownCodes).includes(code);
}

export function statusFrom({ code, message }: EntryStatus): Status {
  return { code, message };
}

function entryStatus({ code, message }: Status): EntryStatus {
  return message === undefined ? { code } : { code, message };
}

function claimedFrom(message: string): TerminationState {
  const [by = '', at = ''] = message.split(' ');
  return { kind: 'claimed', by, at: new Date(at) };
}

/** Later versions may write codes that this one does not know. */
function failureCodeFrom(text: string | undefined): FailureCode {
  return failureCodes.find((code) => code === text) ?? 'unexpected';
}
