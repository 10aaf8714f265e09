import type { LookUpProgress } from '../domain/channel.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ListenerDeps } from './listener-deps.ts';

/** The progress of a look-up of a group's members; undefined before it has started. */
export type ProgressNow = () => LookUpProgress | undefined;

/** Returns the dependencies for one request, which also track the progress of its look-up of many people. */
export function withProgress<D extends Pick<ListenerDeps, 'app'>>(
  deps: D,
): { readonly deps: D; readonly progress: ProgressNow } {
  let latest: LookUpProgress | undefined;
  const { directory } = deps.app;
  const app: ReadContext = {
    ...deps.app,
    directory: {
      person: (id) => directory.person(id),
      personWithEmail: (email) => directory.personWithEmail(email),
      ownerOfEmail: (email) => directory.ownerOfEmail(email),
      channel: (id) => directory.channel(id),
      membership: (channel, person) => directory.membership(channel, person),
      recentMembership: (channel, person) => directory.recentMembership(channel, person),
      membersOf: (group) => directory.membersOf(group),
      recentMembersOf: (group) => directory.recentMembersOf(group),
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
  return { deps: { ...deps, app }, progress: () => latest };
}

/**
 * Reports a look-up's progress after each of the given waits for as long as it is running.
 *
 * @param report Must not throw: the look-up goes on.
 */
export async function reportProgress(
  { clock }: Pick<ReadContext, 'clock'>,
  looking: Promise<unknown>,
  progress: ProgressNow,
  waitsMs: Iterable<number>,
  report: (now: LookUpProgress) => Promise<void>,
): Promise<void> {
  const over = looking.then(
    () => true,
    () => true,
  );
  for (const waitMs of waitsMs) {
    if (await Promise.race([over, clock.sleep(waitMs).then(() => false)])) return;
    const now = progress();
    if (now !== undefined && now.done < now.total) await report(now);
  }
}
