import type { Clock } from '../../src/ports/clock.ts';
import { groupId } from '../builders/ids.ts';
import { bob, type MemoryContext } from './an-app.ts';

export const slowGroupRef = { kind: 'group', group: groupId('S0SLOW') } as const;

/** Gives an app a user group, of which Bob is one, whose members take Slack 40 seconds. */
export function slowGroup<
  W extends Pick<MemoryContext, 'directory'> & { readonly clock: Pick<Clock, 'sleep'> },
>(app: W): W {
  const { directory, clock } = app;
  directory.groups.set(slowGroupRef.group, [bob.id]);
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
  return app;
}
