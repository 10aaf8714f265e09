import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { expect, test } from 'vitest';
import { frugalContext } from '../../../src/features/home/frugal-context.ts';
import type { Freshness } from '../../../src/ports/vpn-gateway.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { anApp } from '../../doubles/an-app.ts';

/** How a tab has a list read anew that is some seconds old. */
async function readsAt(seconds: number, connections: number, age: Freshness['age']) {
  const app = anApp(someConnections(connections));
  app.snapshots.ageMs = secondsToMilliseconds(seconds);
  await frugalContext(app).snapshots.recent(anEndpoint(), { phase: 'live', age, patienceMs: 0 });
  return app.snapshots.asks.map((asked) => asked.age).filter((asked) => asked !== 'any');
}

test.each([
  [14, 10, []],
  [16, 10, ['lately']],
  [19, 20_000, []],
  [21, 20_000, ['lately']],
] as const)(
  'opening a tab when the list is %i seconds old and has %i connections reads it anew: %j',
  async (seconds, connections, reads) => {
    expect(await readsAt(seconds, connections, 'lately')).toEqual(reads);
  },
);

test('Refresh reads even the list of a large endpoint anew', async () => {
  expect(await readsAt(1, 20_000, 'newest')).toEqual(['newest']);
});
