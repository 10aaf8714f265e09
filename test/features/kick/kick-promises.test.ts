import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkChain } from '../../../src/domain/audit-chain.ts';
import type { FailureCode } from '../../../src/domain/failure.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { threadsOf } from '../../../src/domain/kick-from-entries.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { anApp, type MemoryContext } from '../../doubles/an-app.ts';
import type { FailureOrder } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

const bob = 'bob@example.com';
const codes: readonly FailureCode[] = ['aws_throttled', 'aws_denied', 'aws_unanswered', 'aws_unintelligible'];
const fault: fc.Arbitrary<FailureOrder> = fc.record({
  method: fc.constantFrom('connections', 'terminate', 'facts'),
  code: fc.constantFrom(...codes),
  on: fc.constantFrom(anEndpoint(), lab),
  times: fc.integer({ min: 1, max: 4 }),
  isAnswerLost: fc.boolean(),
});
const badDay = fc.record({
  faults: fc.array(fault, { maxLength: 5 }),
  names: fc.array(fc.constantFrom(bob, 'Bob@Example.com', 'anna@example.com'), { maxLength: 9 }),
  onLab: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  stubborn: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
  comesBack: fc.nat({ max: 4 }),
  endsAfterMs: fc.constantFrom(0, 3_000, 200_000),
});

function appOn(day: typeof badDay extends fc.Arbitrary<infer T> ? T : never): MemoryContext {
  const connections = someConnections(day.names.length).map((connection, index) => {
    const endpointId = day.onLab[index] ? lab.id : anEndpoint().id;
    return { ...connection, endpointId, username: day.names[index], commonName: undefined };
  });
  const app = anApp(connections);
  for (const order of day.faults) app.vpn.fail(order);
  for (const [index, { id }] of connections.entries()) if (day.stubborn[index]) app.vpn.stubborn.add(id);
  app.vpn.takeToEnd(day.endsAfterMs);

  let left = day.comesBack;
  app.vpn.onTerminate = (what, endpoint) => {
    if (what.by === 'connection') expect(requestedIn(app)).toContain(what.id);
    else expect(requestedIn(app)).not.toEqual([]);
    if (left === 0) return;
    left -= 1;
    app.vpn.connect(
      aConnection({ id: connectionId(`cvpn-connection-back${left}`), endpointId: endpoint.id }),
    );
  };
  return app;
}

function requestedIn({ log }: MemoryContext): readonly string[] {
  return log.entries
    .filter(({ kind }) => kind === 'requested')
    .flatMap(({ connections = [] }) => connections.map(({ id }) => id));
}

/** Everyone who is still on with this name, as the VPN itself knows. */
async function remaining({ vpn }: MemoryContext, name: string): Promise<number> {
  vpn.endFaults();
  const target = { kind: 'names', names: [name] } as const;
  const snapshots = await Promise.all([anEndpoint(), lab].map((endpoint) => vpn.scan(endpoint)));
  return snapshots.reduce((sum, snapshot) => sum + snapshot.select(target, 'live').length, 0);
}

test('no failure leads to an unrecorded termination, a wrong target or an invented outcome', async () => {
  await fc.assert(
    fc.asyncProperty(badDay, async (day) => {
      const app = appOn(day);
      const annas = day.names.filter((name) => name === 'anna@example.com').length;

      const result = await kick(app, aKickOrder());

      const requests = threadsOf(app.log.entries).filter(([{ kind }]) => kind === 'requested');
      for (const [, outcome] of requests) expect(['finished', 'failed']).toContain(outcome?.kind);
      expect(await checkChain(app.log.stored())).toMatchObject({ whole: true });
      expect(await remaining(app, 'anna@example.com')).toBe(annas);
      if (result.kind === 'kicked' && outcomeOf(result.kick) === 'all_ended')
        expect(await remaining(app, bob)).toBe(0);
    }),
    { numRuns: 300 },
  );
});
