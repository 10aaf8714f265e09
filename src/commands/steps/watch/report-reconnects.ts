import { alone } from '../../../core/authority.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { Kick } from '../../../core/kick.ts';
import { kickFromEntries } from '../../../core/kick-from-entries.ts';
import { reconnectDetail, reconnectReportFrom } from '../../../core/reconnect.ts';
import { namesText } from '../../../core/vpn-name.ts';
import { reconnectedAfterMs } from '../../../core/watched-names.ts';
import type { World } from '../../../ports/world.ts';
import { mostInPart } from '../end/portions-of.ts';
import { entryEndpoint, record } from '../record.ts';
import type { Credited, WatchedKick } from './credit.ts';
import { mayBlockFrom } from './tell-comeback.ts';

/** Records that people are back after a kick of many: each by themselves, or where they are very many, by the hundred. */
export async function recordReconnects(
  world: World,
  { correlation, actor, channel }: Kick,
  endpoint: Endpoint,
  credited: readonly Credited[],
): Promise<void> {
  const atOnce = credited.length > mostInPart ? mostInPart : 1;
  for (let from = 0; from < credited.length; from += atOnce) {
    const some = credited.slice(from, from + atOnce);
    const connections = some.map(({ connection }) => connection);
    const now = world.clock.now();
    const afterMs = some.map(({ connection, name }) =>
      reconnectedAfterMs(name, connection.establishedAt ?? now),
    );
    const context = { correlation, actor, channel, authority: alone, target: namesText(connections) };
    await record(world, context, 'returned', {
      endpoint: entryEndpoint(endpoint),
      connections: connections.map(({ id }) => ({ id, current: { code: 'active' } })),
      detail: reconnectDetail(afterMs),
    });
  }
}

/**
 * Shows who has reconnected after a kick of many, in one message that is kept up to date. The watches of several endpoints
 * show the same one: whoever shows it reads the record once more afterwards, until nothing has come.
 *
 * @returns Whether all that is recorded of it now stands as told.
 */
export async function reportReconnects(world: World, { watch, ended }: WatchedKick): Promise<boolean> {
  let isTold = true;
  for (let shown = -1; ; ) {
    const entries = await world.log.ofRequest(watch.correlation);
    if (entries.length === shown) return isTold;

    shown = entries.length;
    const kick = kickFromEntries(entries, world.rules.endpoints);
    if (kick === undefined) return true;

    const report = reconnectReportFrom(kick, entries, ended, mayBlockFrom(world, kick.channel.id));
    isTold = report === undefined || (await world.announcer.reportReconnects(report));
  }
}
