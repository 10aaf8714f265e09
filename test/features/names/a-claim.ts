import type { Correlation } from '../../../src/domain/ids.ts';
import type { Person } from '../../../src/domain/person.ts';
import { approveClaim, declineClaim } from '../../../src/features/names/decide-claim.ts';
import { removeClaim } from '../../../src/features/names/remove-claim.ts';
import { requestClaim } from '../../../src/features/names/request-claim.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { bob, type MemoryContext, omar } from '../../doubles/an-app.ts';

/** A connection with Bob’s certificate, on an endpoint that reports no user names. */
export const laptop = aConnection({
  id: connectionId('cvpn-connection-00000000000000b0b'),
  username: undefined,
  commonName: 'bob-laptop',
});

export const theClaim = correlation('claim-0001');

/** Bob, in #general, claims the certificate bob-laptop. */
export function claim(
  app: MemoryContext,
  over: {
    readonly by?: Person;
    readonly name?: string;
    readonly reason?: string;
    readonly correlation?: Correlation;
  } = {},
) {
  const { by = bob, name = 'bob-laptop', reason = 'it is my laptop' } = over;
  const requester = aRequester(by, 'C0GENERAL');
  return requestClaim(app, { requester, correlation: over.correlation ?? theClaim, name, reason });
}

export function approveAs(app: MemoryContext, person: Person = omar, channel = 'C0SECOPS', which = theClaim) {
  return approveClaim(app, { requester: aRequester(person, channel), correlation: which });
}

export function declineAs(app: MemoryContext, person: Person, reason = '', channel = 'C0SECOPS') {
  return declineClaim(app, { requester: aRequester(person, channel), correlation: theClaim, reason });
}

export function removeAs(app: MemoryContext, person: Person, reason = '', channel = 'C0SECOPS') {
  return removeClaim(app, { requester: aRequester(person, channel), correlation: theClaim, reason });
}

/** Bob’s claim, which Omar has approved. */
export async function approved(app: MemoryContext): Promise<void> {
  await claim(app);
  const result = await approveAs(app);
  if (result.kind !== 'settled') throw new Error(`the claim was not approved: ${result.kind}`);
}

export function namesOf(app: MemoryContext, person: Person = bob): readonly string[] {
  return app.rules.people.claimed?.of.get(person.id) ?? [];
}

export async function kindsIn(app: MemoryContext): Promise<readonly string[]> {
  return (await app.log.ofRequest(theClaim)).map(({ kind }) => kind);
}
