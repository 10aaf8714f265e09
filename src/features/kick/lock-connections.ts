import { addMilliseconds } from 'date-fns/addMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation, PersonId } from '../../domain/ids.ts';
import type { TerminationState } from '../../domain/kick.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ConnectionLock } from '../../ports/connection-locks.ts';

/** Long enough for the termination and its confirmation, so that a late click still learns who was first. */
const lockLastsMs = minutesToMilliseconds(5);

export type LockResult = { readonly connection: Connection } & (
  | { readonly kind: 'ours' }
  /** Someone is already terminating the connection. */
  | { readonly kind: 'taken'; readonly holder: ConnectionLock }
  | { readonly kind: 'failed'; readonly code: FailureCode }
);

/** Locks each connection for one request, so that no other click, person or process terminates it as well. */
export function lockConnections(
  { locks, clock }: Pick<AppContext, 'locks' | 'clock'>,
  endpoint: Endpoint,
  connections: readonly Connection[],
  by: PersonId,
  correlation: Correlation,
): Promise<readonly LockResult[]> {
  const at = clock.now();
  const until = addMilliseconds(at, lockLastsMs);

  return Promise.all(
    connections.map(async (connection): Promise<LockResult> => {
      const lock = { endpoint: endpoint.id, connection: connection.id, by, correlation, at, until };
      try {
        const holder = await locks.acquire(lock);
        return holder === undefined ? { kind: 'ours', connection } : { kind: 'taken', connection, holder };
      } catch (error) {
        return { kind: 'failed', connection, code: failureFrom(error).code };
      }
    }),
  );
}

export function stateFromLock(lock: LockResult): TerminationState {
  switch (lock.kind) {
    case 'ours':
      return { kind: 'requested' };
    case 'taken':
      return { kind: 'claimed', by: lock.holder.by, at: lock.holder.at };
    case 'failed':
      return { kind: 'failed', code: lock.code };
  }
}
