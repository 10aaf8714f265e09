import type { Connection } from '../../../src/domain/connection.ts';
import type { Correlation } from '../../../src/domain/ids.ts';
import type { Person } from '../../../src/domain/person.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { decline } from '../../../src/features/approval/decline.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { AppContext } from '../../../src/ports/app-context.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';

export const minuteMs = 60_000;

/** Sessions of a name that Acme protects. */
export function backups(count: number, given: Partial<Connection> = {}): readonly Connection[] {
  return someConnections(count, { username: 'svc-backup', commonName: undefined, ...given });
}

/** Helga, in #helpdesk, asks for every session of svc-backup to be ended, and it needs a second person. */
export async function asked(
  app: AppContext,
  order = aKickOrder({ targetRef: { kind: 'name', name: 'svc-backup' } }),
): Promise<Correlation> {
  const result = await kick(app, order);
  if (result.kind !== 'approval_asked') throw new Error(`no second person was asked for: ${result.kind}`);
  return result.approval.correlation;
}

export function approveAs(app: AppContext, person: Person, correlation: Correlation, channel?: string) {
  return approve(app, { requester: aRequester(person, channel), correlation });
}

export function declineAs(app: AppContext, person: Person, correlation: Correlation, reason = '') {
  return decline(app, { requester: aRequester(person), correlation, reason });
}
