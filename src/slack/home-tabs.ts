import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Failure } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import { failureFromSlack } from './failure-from-slack.ts';
import { homeTurns } from './rate-limits.ts';

/** The Home tabs of people. */
export interface HomeTabs {
  /** Whether a tab may be shown that is soon shown again with more, or whether only the last version has room. */
  hasRoomForHaste(): boolean;
  /**
   * Shows a person their Home tab. It waits for its turn; a later version replaces one that is still waiting. It never
   * throws: a failure is reported.
   *
   * @returns Resolves when this version, or a later one, is shown.
   */
  publish(person: string, view: HomeView): Promise<void>;
}

/** A tab that cannot be shown within about two minutes is dropped: whoever still wants it opens it again. */
const maxWaiting = 150;

interface Tab {
  latest: HomeView;
  publishing: Promise<void>;
}

/**
 * Publishes Home tabs within the rate of `views.publish`, in tier 4
 * (https://docs.slack.dev/reference/methods/views.publish).
 *
 * @param onFailure Receives what went wrong. It must not throw.
 */
export function homeTabs(
  client: WebClient,
  clock: Clock,
  onFailure: (failure: Failure, during: string) => void,
): HomeTabs {
  const turns = homeTurns(clock);
  const tabs = new Map<string, Tab>();

  async function catchUp(person: string, tab: Tab): Promise<void> {
    let shown: HomeView | undefined;
    while (tab.latest !== shown) {
      try {
        // If Slack limits the rate, the next attempt shows what is the latest by then.
        await turns.make(async () => {
          shown = tab.latest;
          await client.views.publish({ user_id: person, view: shown });
        });
      } catch (error) {
        onFailure(failureFromSlack(error, 'publish a Home tab'), 'publish a Home tab');
      }
    }
    tabs.delete(person);
  }

  return {
    hasRoomForHaste: turns.hasRoomForHaste,
    async publish(person, view) {
      const known = tabs.get(person);
      if (known !== undefined) {
        known.latest = view;
        return known.publishing;
      }
      if (tabs.size >= maxWaiting) return;
      const tab: Tab = { latest: view, publishing: Promise.resolve() };
      tabs.set(person, tab);
      tab.publishing = catchUp(person, tab);
      return tab.publishing;
    },
  };
}
