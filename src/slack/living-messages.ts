import { randomUUID } from 'node:crypto';
import type { Logger } from '@slack/web-api';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { failureFrom } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageMemory, Posted } from '../ports/message-memory.ts';
import type { Processes } from '../ports/processes.ts';
import type { MessagePoster } from './message-poster.ts';
import { NoRoomForProgress, progressPerMinute } from './rate-limits.ts';
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

/** How long a message that tells of progress stands as it is, by its age: whoever still reads it has seen it move. */
const pauses = [
  { untilMs: 10_000, pauseMs: 1_000 },
  { untilMs: 60_000, pauseMs: 3_000 },
  { untilMs: Number.POSITIVE_INFINITY, pauseMs: 5_000 },
] as const;
/** What each other message that tells of progress adds to that, so that all of them keep moving. */
const shareMs = minutesToMilliseconds(1) / progressPerMinute;
const mostRemembered = 1_000;

interface Life extends Message {
  readonly bornMs: number;
  latest: MessageView | undefined;
  ref: Posted | undefined;
  catchingUp: Promise<boolean> | undefined;
  /** When progress may be shown next, by the elapsed time. */
  dueMs: number;
  /** Ends the wait for that. */
  hurry: () => void;
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
      await turnOf(life);
      stands = await tell(life, life.latest);
      life.dueMs = clock.elapsedMs() + pauseMsOf(life);
    }
    life.catchingUp = undefined;
    return stands;
  }

  /** Progress waits for its time; what a message comes to in the end does not, also where it comes meanwhile. */
  async function turnOf(life: Life): Promise<void> {
    const waitMs = life.dueMs - clock.elapsedMs();
    if (life.latest?.isProgress !== true || waitMs <= 0) return;

    const { promise: hurried, resolve } = Promise.withResolvers<void>();
    life.hurry = resolve;
    await Promise.race([clock.sleep(waitMs), hurried]);
  }

  function pauseMsOf({ bornMs }: Life): number {
    const ageMs = clock.elapsedMs() - bornMs;
    const others = [...lives.values()].filter(({ catchingUp }) => catchingUp !== undefined).length - 1;
    const { pauseMs } = pauses.find(({ untilMs }) => ageMs < untilMs) ?? pauses[2];
    return Math.max(pauseMs, others * shareMs);
  }

  async function tell(life: Life, before: MessageView): Promise<boolean> {
    let view = before;
    life.latest = undefined;
    const latest = () => {
      view = life.latest ?? view;
      life.latest = undefined;
      return view;
    };
    try {
      life.ref = await stand(life, latest, life.ref);
      return true;
    } catch (error) {
      if (error instanceof NoRoomForProgress) life.latest ??= view;
      else logger.error(`message "${life.key}" could not be shown`, failureFrom(error));
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
        bornMs: clock.elapsedMs(),
        dueMs: 0,
        hurry: () => {},
      };
      lives.set(key, life);
      life.latest = view;
      if (view.isProgress !== true) life.hurry();
      life.catchingUp ??= catchUp(life);
      forgetOldest();
      return life.catchingUp;
    },
  };
}
