import type { Connection } from '../../core/connection.ts';
import { type Kick, sessionsOf, withPart } from '../../core/kick.ts';
import type { MissingEndpoint } from '../../core/sighting.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { Onlooker } from './end-sessions.ts';

/** Keeps the latest state of one kick while its endpoints are worked on side by side, and shows every change. */
export interface KickBoard extends Onlooker {
  /** Notes what a kick leaves behind on an endpoint. */
  left(stillOn: readonly Connection[], missing: readonly MissingEndpoint[]): void;
  kick(): Kick;
  /** Resolves when everything noted so far has been shown. */
  told(): Promise<void>;
}

export function kickBoard(announcer: Announcer, opening: Kick): KickBoard {
  let current = opening;
  const telling = new Set<Promise<void>>();

  function tell(told: Promise<void>): void {
    telling.add(told);
    void told.finally(() => telling.delete(told));
  }
  /** A kick whose every session is in another's hands has nothing of its own to show. */
  function show(): void {
    if (sessionsOf(current).some(({ state }) => state.kind !== 'claimed')) tell(announcer.show(current));
  }

  return {
    changed(part) {
      current = withPart(current, part);
      show();
    },
    recorded(story) {
      tell(announcer.announce(story));
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
    told: async () => {
      await Promise.all(telling);
    },
  };
}
