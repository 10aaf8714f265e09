import type { Clock } from '../../src/ports/clock.ts';
import { groupId } from '../builders/ids.ts';
import { bob, type MemoryWorld } from './a-world.ts';

export const slowGroupWhom = { kind: 'group', group: groupId('S0SLOW') } as const;

/** Gives a world a user group, of which Bob is one, whose members take Slack 40 seconds. */
export function slowGroup<
  W extends Pick<MemoryWorld, 'directory'> & { readonly clock: Pick<Clock, 'sleep'> },
>(world: W): W {
  const { directory, clock } = world;
  directory.groups.set(slowGroupWhom.group, [bob.id]);
  directory.lookUpAll = async (_ids, { onProgress }) => {
    for (const [done, forMs] of [
      [0, 2_000],
      [60, 8_000],
      [120, 30_000],
    ] as const) {
      onProgress?.({ done, total: 150 });
      await clock.sleep(forMs);
    }
    return [{ kind: 'found', person: bob }];
  };
  return world;
}
