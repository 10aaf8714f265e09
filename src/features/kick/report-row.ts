import type { ListedConnection } from '../../domain/connection-list.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { Kick, TerminationState } from '../../domain/kick.ts';
import type { KickTargetRef } from '../../domain/target.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { PressedRow } from '../../slack/block-kit/pressed-row.ts';
import type { ConnectionOutcome, UpdateList } from '../connections/row-outcome.ts';
import type { KickResult } from './kick.ts';

/** What a list shows of a connection; undefined while AWS has not been asked to terminate it. */
const rowStates = {
  requested: undefined,
  terminating: 'termination_requested',
  unanswered: 'termination_requested',
  unconfirmed: 'termination_requested',
  claimed: 'termination_requested',
  ended: 'terminated',
  already_gone: 'already_ended',
  not_ended: 'not_terminated',
  failed: 'not_terminated',
  abandoned: 'not_terminated',
  stopped: 'not_terminated',
} as const satisfies Record<TerminationState['kind'], ConnectionOutcome['state'] | undefined>;

/** Reports to a list what becomes of the connection whose Terminate was pressed in it. */
interface RowReporter {
  /** The same context, through which the reporter sees the progress of the kick. */
  readonly app: AppContext;
  /** Reports the result, and resolves when the list shows it. */
  ended(result: KickResult | undefined): Promise<void>;
}

/** @param row Undefined if the modal was not opened from a list: then nothing is reported. */
export function rowReporter(
  app: AppContext,
  {
    row,
    requester,
    targetRef,
    updateList,
  }: {
    readonly row: PressedRow | undefined;
    readonly requester: Requester;
    readonly targetRef: KickTargetRef;
    readonly updateList: UpdateList;
  },
): RowReporter {
  if (row === undefined || targetRef.kind !== 'connection') return { app, ended: async () => {} };

  const { connection: id } = targetRef;
  let latest: ConnectionOutcome['state'] | undefined;
  // One after the other, so that the last one stays.
  let updates = Promise.resolve();
  const report = ({ item, state }: Pick<ConnectionOutcome, 'item' | 'state'>) => {
    if (state === latest) return;
    latest = state;
    updates = updates.then(() => updateList(row, requester, { kind: 'connection', id, item, state }));
  };
  const reportFrom = (kick: Kick) => {
    const outcome = outcomeIn(kick, id);
    if (outcome !== undefined) report(outcome);
  };
  const { announcer } = app;
  const show: Announcer['show'] = (kick, ...rest) => {
    reportFrom(kick);
    return announcer.show(kick, ...rest);
  };
  // Inherits all other methods, also of an announcer that is an instance of a class.
  const observed: Announcer = Object.create(announcer, { show: { value: show } });
  return {
    app: { ...app, announcer: observed },
    async ended(result) {
      if (result?.kind === 'kicked') reportFrom(result.kick);
      if (result?.kind === 'approval_asked') report({ item: undefined, state: 'approval_requested' });
      await updates;
    },
  };
}

function outcomeIn({ parts }: Kick, id: ConnectionId): Pick<ConnectionOutcome, 'item' | 'state'> | undefined {
  for (const { endpoint, connections } of parts.toReversed()) {
    const kicked = connections.find(({ connection }) => connection.id === id);
    const state = kicked && rowStates[kicked.state.kind];
    if (kicked === undefined || state === undefined) continue;
    const item: ListedConnection = { connection: kicked.connection, endpoint, mayTerminate: true };
    return { item, state };
  }
  return undefined;
}
