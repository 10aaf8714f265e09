import type { Kick, KickedConnection, KickPart, TerminationState } from '../../src/domain/kick.ts';
import { someConnections } from './a-connection.ts';
import { anEndpoint } from './an-endpoint.ts';
import { aChain, anEntryDraft } from './an-entry-draft.ts';
import { correlation } from './ids.ts';

const active = { code: 'active', message: undefined };
const changeTo = (code: string, message?: string) => ({
  previous: active,
  via: [],
  current: { code, message },
});
const endedChange = {
  previous: active,
  via: [{ code: 'terminating', message: undefined }],
  current: { code: 'terminated', message: undefined },
};

/** Each state that a session can be in, by its kind. */
export const connectionStates = {
  requested: { kind: 'requested' },
  terminating: { kind: 'terminating', change: changeTo('terminating') },
  unanswered: { kind: 'unanswered', code: 'aws_unanswered' },
  ended: { kind: 'ended', change: endedChange },
  already_gone: { kind: 'already_gone' },
  not_ended: {
    kind: 'not_ended',
    change: changeTo('failed-to-terminate', 'The connection could not be terminated.'),
  },
  unconfirmed: { kind: 'unconfirmed', change: changeTo('terminating') },
  claimed: { kind: 'claimed', by: 'U0OMAR', at: new Date('2026-11-02T09:00:00Z') },
  failed: { kind: 'failed', code: 'aws_denied' },
  abandoned: { kind: 'abandoned' },
  stopped: { kind: 'stopped' },
} as const satisfies Record<TerminationState['kind'], TerminationState>;

/** One session for each state. */
export function kickedConnections(kinds: readonly TerminationState['kind'][]): readonly KickedConnection[] {
  return someConnections(kinds.length).flatMap((connection, index) => {
    const kind = kinds[index];
    return kind === undefined ? [] : [{ connection, state: connectionStates[kind] }];
  });
}

export function aKickPart(given: Partial<KickPart> = {}): KickPart {
  return {
    endpoint: anEndpoint(),
    connections: kickedConnections(['requested']),
    entries: aChain([anEntryDraft({ kind: 'requested' })]),
    isUnrecorded: false,
    ...given,
  };
}

export function aKick(given: Partial<Kick> = {}): Kick {
  return {
    correlation: correlation('corr-0001'),
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    authority: { kind: 'alone' },
    channel: { id: 'C0HELPDESK', name: 'helpdesk' },
    target: 'bob@example.com',
    reason: 'stale session, user asked',
    requestedAt: new Date('2026-11-02T09:00:00Z'),
    isMany: false,
    parts: [aKickPart()],
    unavailable: [],
    outOfScope: [],
    remaining: [],
    unapproved: [],
    toRequest: 0,
    unrequested: 0,
    otherUsers: 0,
    ...given,
  };
}
