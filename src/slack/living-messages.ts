import { randomUUID } from 'node:crypto';
import type { Logger } from '@slack/web-api';
import { failureFrom } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageMemory, Posted } from '../ports/message-memory.ts';
import type { Processes } from '../ports/processes.ts';
import type { MessagePoster } from './message-poster.ts';
import { type Message, standingMessages } from './standing-messages.ts';
import type { MessageView } from './views/blocks.ts';

/** Messages that are posted once and then kept up to date in place, also by a later process. */
export interface LivingMessages {
  /**
   * Shows the latest state of one thing. It never throws: what could not be shown is logged.
   *
   * @param key Names the thing; its first state is posted, later ones update that message.
   * @param places Channels, or people for direct messages: the first that takes the post has it.
   * @param under The thing in whose thread it is told, when that has a message: then the places do not matter.
   * @returns Whether the latest state now stands.
   */
  show(key: string, places: readonly string[], view: MessageView, under?: string): Promise<boolean>;
}

/** Slack takes about one change a second of a message; what comes faster is skipped for the latest. */
const pauseMs = 1_000;
const mostRemembered = 1_000;

interface Life extends Message {
  latest: MessageView | undefined;
  ref: Posted | undefined;
  catchingUp: Promise<boolean> | undefined;
}

export function livingMessages(
  poster: MessagePoster,
  memory: MessageMemory,
  clock: Clock,
  logger: Logger,
  processes: Processes = { me: randomUUID(), isDead: () => false },
): LivingMessages {
  const { stand } = standingMessages(poster, memory, clock, logger, processes);
  const lives = new Map<string, Life>();

  async function catchUp(life: Life): Promise<boolean> {
    let stands = true;
    while (life.latest !== undefined) {
      const view = life.latest;
      life.latest = undefined;
      stands = await tell(life, view);
      if (life.latest !== undefined) await clock.sleep(pauseMs);
    }
    life.catchingUp = undefined;
    return stands;
  }

  async function tell(life: Life, view: MessageView): Promise<boolean> {
    try {
      life.ref = await stand(life, view, life.ref);
      return true;
    } catch (error) {
      logger.error(`message "${life.key}" could not be shown`, failureFrom(error));
      return false;
    }
  }

  /** A message that is being updated stays known: a second update beside that one could be overtaken by it. */
  function forgetOldest(): void {
    for (const { key, catchingUp } of lives.values()) {
      if (lives.size <= mostRemembered) return;
      if (catchingUp === undefined) lives.delete(key);
    }
  }

  return {
    show(key, places, view, under) {
      const life = lives.get(key) ?? {
        key,
        places,
        under,
        latest: undefined,
        ref: undefined,
        catchingUp: undefined,
      };
      lives.set(key, life);
      life.latest = view;
      life.catchingUp ??= catchUp(life);
      forgetOldest();
      return life.catchingUp;
    },
  };
}
