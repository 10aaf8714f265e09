import type { RefusedCount } from '../audit-log/refused-requests.ts';
import { recordRefusedCount } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/config.ts';
import { assemble, type Within } from './create-app.ts';
import { type HandedRequest, handedApp } from './handed-app.ts';
import type { Onlookers } from './observers.ts';

/** The bot where something else receives Slack's requests, and lives only for as long as there is something to do. */
export interface HandedBouncer {
  readonly hand: (handed: HandedRequest) => Promise<void>;
  /** Records how many requests of a person were refused before they came here. @throws {Failure} */
  recordRefused(counted: RefusedCount): Promise<void>;
  /** As {@link Bouncer.resume}. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** When the next task on the agenda is due; undefined when it is empty. @throws {Failure} `store_unavailable` */
  nextDue(): Promise<Date | undefined>;
  /** Lets go of everything that is under way. */
  close(): void;
}

/**
 * Puts the bot together for requests that are handed over.
 *
 * @param within Makes of the real parts of the bot those that it works with.
 * @throws {Failure} as {@link compose} does.
 * @throws {InvalidConfig} likewise.
 */
export async function composeHanded(
  config: Config,
  onlookers: Onlookers,
  within: Within,
): Promise<HandedBouncer> {
  const opened = new Map<string, string>();
  const { world, bolt, resume, letGo } = await assemble(config, onlookers, opened, within);

  return {
    hand: handedApp({ ...bolt, opened }),
    recordRefused: (counted) => recordRefusedCount(world, counted),
    resume,
    nextDue: async () => (await world.agenda.state()).dueSince,
    close: letGo,
  };
}
