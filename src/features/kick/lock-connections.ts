import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { Correlation, PersonId } from '../../domain/ids.ts';
import type { SessionState } from '../../domain/kick.ts';
import type { Claim } from '../../ports/claims.ts';
import type { World } from '../../ports/world.ts';

/** Long enough for the act and its confirmation, so that a late click still learns who was first. */
const claimLastsMs = 5 * 60_000;

export type Claimed = { readonly connection: Connection } & (
  | { readonly kind: 'ours' }
  /** Someone is ending it already. */
  | { readonly kind: 'taken'; readonly claim: Claim }
  | { readonly kind: 'failed'; readonly code: FailureCode }
);

/** Claims each connection for one person, so that no second click, person or process ends it too. */
export function claimSessions(
  { claims, clock }: Pick<World, 'claims' | 'clock'>,
  endpoint: Endpoint,
  connections: readonly Connection[],
  by: PersonId,
  correlation: Correlation,
): Promise<readonly Claimed[]> {
  const at = clock.now();
  const until = new Date(at.getTime() + claimLastsMs);

  return Promise.all(
    connections.map(async (connection): Promise<Claimed> => {
      const claim = { endpoint: endpoint.id, connection: connection.id, by, correlation, at, until };
      try {
        const standing = await claims.take(claim);
        return standing === undefined
          ? { kind: 'ours', connection }
          : { kind: 'taken', connection, claim: standing };
      } catch (error) {
        return { kind: 'failed', connection, code: failureFrom(error).code };
      }
    }),
  );
}

export function stateFromClaimed(claimed: Claimed): SessionState {
  switch (claimed.kind) {
    case 'ours':
      return { kind: 'requested' };
    case 'taken':
      return { kind: 'claimed', by: claimed.claim.by, at: claimed.claim.at };
    case 'failed':
      return { kind: 'failed', code: claimed.code };
  }
}
