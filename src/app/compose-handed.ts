import type { RefusedCount } from '../audit-log/refused-requests.ts';
import { recordRefusedCount } from '../audit-log/refused-requests.ts';
import type { Config } from '../config/config.ts';
import { createApp, type Within } from './create-app.ts';
import { type HandedRequest, handedApp } from './handed-app.ts';
import type { Observers } from './observers.ts';

/** Bouncer where another component receives Slack's requests, and the process exists only while there is work to do. */
export interface HandedBouncer {
  readonly hand: (handed: HandedRequest) => Promise<void>;
  /** Records how many of a person's requests were refused before they reached Bouncer. @throws {Failure} */
  recordRefused(counted: RefusedCount): Promise<void>;
  /** As {@link Bouncer.resume}. @throws {Failure} `store_unavailable` */
  resume(until: AbortSignal): Promise<number>;
  /** When the next job in the queue is due; undefined when the queue is empty. @throws {Failure} `store_unavailable` */
  nextDue(): Promise<Date | undefined>;
  /** Stops renewing leases and closes the stores. Work in progress is abandoned. */
  close(): void;
}

/**
 * Composes Bouncer for requests that another component hands over.
 *
 * @param within Wraps each real part of Bouncer before it is used.
 * @throws {Failure} as {@link compose} does.
 * @throws {InvalidConfig} as {@link compose} does.
 */
export async function composeHanded(
  config: Config,
  observers: Observers,
  within: Within,
): Promise<HandedBouncer> {
  const opened = new Map<string, string>();
  const { app, bolt, resume, letGo } = await createApp(config, observers, opened, within);

  return {
    hand: handedApp({ ...bolt, opened }),
    recordRefused: (counted) => recordRefusedCount(app, counted),
    resume,
    nextDue: async () => (await app.jobs.state()).dueSince,
    close: letGo,
  };
}
