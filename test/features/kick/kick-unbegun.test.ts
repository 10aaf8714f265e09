import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import type { Task } from '../../../src/ports/agenda.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aWorld, type MemoryWorld } from '../../doubles/a-world.ts';
import { aKickOrder } from './a-kick-order.ts';
import { kindsIn, lastShown } from './after-a-crash.ts';

const onTwoEndpoints = () =>
  aWorld([
    ...someConnections(1),
    aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id }),
  ]);

/** The store does not take these tasks. */
function refuseTasks({ agenda }: MemoryWorld, isRefused: (task: Task) => boolean): void {
  const begin = agenda.begin.bind(agenda);
  agenda.begin = async (task, lease) => {
    if (isRefused(task)) throw new Failure('store_unavailable', 'no answer');
    return begin(task, lease);
  };
}

const outcomesShown = ({ announcer }: MemoryWorld) => announcer.shown.map(outcomeOf);

test('a kick that could not be recorded on any endpoint is not shown as under way, which nobody would end', async () => {
  const world = onTwoEndpoints();
  refuseTasks(world, ({ key }) => key.startsWith('lock '));

  await kick(world, aKickOrder());

  expect(kindsIn(world)).toEqual([]);
  expect(outcomesShown(world)).toEqual([]);
});

test('shows nothing of a kick that could not be queued on one endpoint until it is recorded on the other', async () => {
  const world = onTwoEndpoints();
  refuseTasks(world, ({ key }) => key.endsWith(anEndpoint().id));
  const append = world.log.append.bind(world.log);
  let shownBefore: readonly string[] | undefined;
  world.log.append = (draft) => {
    shownBefore ??= outcomesShown(world);
    return append(draft);
  };

  await kick(world, aKickOrder());

  expect(shownBefore).toEqual([]);
  expect(lastShown(world)).toBe('partly_ended');
});
