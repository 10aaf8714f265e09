import type { LookUpProgress } from '../domain/channel.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { Desk } from './desk.ts';

/** How far the look-up of a group's members is; undefined before it has begun. */
export type ProgressNow = () => LookUpProgress | undefined;

/** The same desk for one request, and how far its look-up of many people is. */
export function withProgress<D extends Pick<Desk, 'app'>>(
  desk: D,
): { readonly desk: D; readonly progress: ProgressNow } {
  let latest: LookUpProgress | undefined;
  const { directory } = desk.app;
  const app: ReadContext = {
    ...desk.app,
    directory: {
      person: (id) => directory.person(id),
      channel: (id) => directory.channel(id),
      membership: (channel, person) => directory.membership(channel, person),
      membersOf: (group) => directory.membersOf(group),
      handleOf: (group) => directory.handleOf(group),
      groupCalled: (handle) => directory.groupCalled(handle),
      lookUpAll: (ids, ask) =>
        directory.lookUpAll(ids, {
          ...ask,
          onProgress: (now) => {
            latest = now;
          },
        }),
    },
  };
  return { desk: { ...desk, app }, progress: () => latest };
}

/**
 * Tells how far a look-up is each time one of these waits is over and it is still under way.
 *
 * @param tell Must not throw: the look-up goes on.
 */
export async function tellProgress(
  { clock }: Pick<ReadContext, 'clock'>,
  looking: Promise<unknown>,
  progress: ProgressNow,
  waitsMs: Iterable<number>,
  tell: (now: LookUpProgress) => Promise<void>,
): Promise<void> {
  const over = looking.then(
    () => true,
    () => true,
  );
  for (const waitMs of waitsMs) {
    if (await Promise.race([over, clock.sleep(waitMs).then(() => false)])) return;
    const now = progress();
    if (now !== undefined && now.done < now.total) await tell(now);
  }
}
