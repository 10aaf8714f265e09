import type { Connection } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import { type Kick, type KickPart, withPart } from '../../domain/kick.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { KickObserver } from './terminate-connections.ts';

/** Keeps the latest state of one kick while its endpoints are worked on side by side, and shows every change. */
export interface KickProgress extends KickObserver {
  /** Notes what has been requested on an endpoint. It is shown with the first change of it. */
  requested(parts: readonly KickPart[]): void;
  /** Notes that so many connections that the kick is for are not going to be requested here. */
  unrequested(count: number): void;
  /** Notes what a kick leaves behind on an endpoint. */
  left(stillOn: readonly Connection[], missing: readonly UnavailableEndpoint[]): void;
  kick(): Kick;
  /** Resolves when everything noted so far has been told, with whether all of it now stands as told. */
  told(): Promise<boolean>;
  /** Resolves likewise, with whether the kick's own message stands; one that has nothing to show is not missed. */
  shown(): Promise<boolean>;
}

/** @param isWorthAMessage Whether a kick that no message shows yet gets one; without it, every kick does. */
export function kickProgress(
  announcer: Announcer,
  opening: Kick,
  isWorthAMessage: (kick: Kick) => boolean = () => true,
): KickProgress {
  let current = opening;
  /** Parts of which there is nothing to tell yet but that they were requested, by their first entry. */
  const untouched = new Set<number | undefined>();
  const telling = new Map<string, Promise<boolean>>();

  function show(): void {
    if (telling.has('kick') || isWorthAMessage(touched())) telling.set('kick', announcer.show(current));
  }

  function touched(): Kick {
    return { ...current, parts: current.parts.filter(({ entries }) => !untouched.has(entries[0]?.seq)) };
  }

  return {
    requested(parts) {
      for (const part of parts) {
        untouched.add(part.entries[0]?.seq);
        current = withPart(current, part);
      }
      const count = parts.reduce((sum, { sessions }) => sum + sessions.length, 0);
      current = { ...current, toRequest: current.toRequest - count };
    },
    unrequested(count) {
      const { toRequest, unrequested } = current;
      current = { ...current, toRequest: toRequest - count, unrequested: unrequested + count };
    },
    changed(part) {
      untouched.delete(part.entries[0]?.seq);
      current = withPart(current, part);
      show();
    },
    recorded(story) {
      telling.set(`story ${story[0].seq}`, announcer.announce(story));
    },
    left(stillOn, missing) {
      if (stillOn.length === 0 && missing.length === 0) return;
      current = {
        ...current,
        stillOn: [...current.stillOn, ...stillOn],
        missing: [...current.missing, ...missing],
      };
      show();
    },
    kick: () => current,
    shown: async () => (await telling.get('kick')) ?? true,
    told: async () => (await Promise.all(telling.values())).every((stands) => stands),
  };
}
