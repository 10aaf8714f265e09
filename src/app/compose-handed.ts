import type { RefusedCount } from '../audit-log/refused-requests.ts';
import { recordRefusedCount } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/config.ts';
import { createApp, type Within } from './create-app.ts';
import { type HandedRequest, handedApp } from './handed-app.ts';
import type { Observers } from './observers.ts';

/** The bot where something else receives Slack's requests, and lives only for as long as there is something to do. */
export interface HandedBouncer {
  readonly hand: (handed: HandedRequest) => Promise<void>;
  /** Records how many requests of a person were refused before they came here. @throws {Failure} */
  recordRefused(counted: RefusedCount): Promise<void>;
  /** As {@link Bouncer.resume}. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** When the next job on the job queue is due; undefined when it is empty. @throws {Failure} `store_unavailable` */
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
  onlookers: Observers,
  within: Within,
): Promise<HandedBouncer> {
  const opened = new Map<string, string>();
  const { app, bolt, resume, letGo } = await createApp(config, onlookers, opened, within);

  return {
    hand: handedApp({ ...bolt, opened }),
    recordRefused: (counted) => recordRefusedCount(app, counted),
    resume,
    nextDue: async () => (await app.jobs.state()).dueSince,
    close: letGo,
  };
}
