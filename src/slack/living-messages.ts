import type { Logger } from '@slack/web-api';
import { failureFrom } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageMemory } from '../ports/message-memory.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessagePoster, MessageRef } from './message-poster.ts';
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

interface Life {
  readonly key: string;
  readonly places: readonly string[];
  readonly under: string | undefined;
  latest: MessageView | undefined;
  ref: MessageRef | undefined;
  catchingUp: Promise<boolean> | undefined;
}

export function livingMessages(
  poster: MessagePoster,
  memory: MessageMemory,
  clock: Clock,
  logger: Logger,
): LivingMessages {
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
      life.ref = await stand(life, view);
      return true;
    } catch (error) {
      logger.error(`message "${life.key}" could not be shown`, failureFrom(error));
      return false;
    }
  }

  async function stand(life: Life, view: MessageView): Promise<MessageRef> {
    const thread = life.under === undefined ? undefined : await threadOf(life.under);
    const known = life.ref ?? (await recall(life.key, thread));
    if (known === undefined) return post(life, view, thread);
    try {
      await poster.update(known, view);
      return known;
    } catch (error) {
      if (!isLost(error)) throw error;
      return post(life, view, thread);
    }
  }

  /** Where the message stands in whose thread another is told. */
  async function threadOf(key: string): Promise<MessageRef | undefined> {
    return lives.get(key)?.ref ?? (await recall(key));
  }

  /** A thread that refuses is gone: what has to be said is said beside it. */
  async function post(life: Life, view: MessageView, thread: MessageRef | undefined): Promise<MessageRef> {
    if (thread === undefined) return postSomewhere(life, life.places, view);
    await memory.intend(life.key, thread.channel);
    try {
      return await remembered(life.key, await poster.post(thread.channel, view, life.key, thread.ts));
    } catch (error) {
      if (slackRefusal(error) === undefined) throw error;
      logger.warn(`message "${life.key}" was refused in its thread (${slackRefusal(error)})`);
      return postSomewhere(life, life.places, view);
    }
  }

  /** Where the message stands; one whose posting was not seen to the end is looked for, not posted twice. */
  async function recall(key: string, thread?: MessageRef): Promise<MessageRef | undefined> {
    const place = await memory.recall(key);
    if (place?.kind !== 'intended') return place;

    const isThread = thread?.channel === place.channel;
    const ts = await poster.find(place.channel, key, isThread ? thread.ts : undefined);
    if (ts === undefined) return undefined;
    return remembered(key, { channel: place.channel, ts });
  }

  /** The message stands, whether or not that can be written down: what is not remembered is found again later. */
  async function remembered(key: string, ref: MessageRef): Promise<MessageRef> {
    try {
      await memory.remember(key, ref);
    } catch (error) {
      logger.warn(`where message "${key}" stands could not be written down`, failureFrom(error));
    }
    return ref;
  }

  /** A place that refuses is passed over; a place that does not answer may have taken the post, so it is not. */
  async function postSomewhere(
    life: Life,
    [place, ...others]: readonly string[],
    view: MessageView,
  ): Promise<MessageRef> {
    if (place === undefined) throw new Error('no place took the message');
    await memory.intend(life.key, place);
    try {
      return await remembered(life.key, await poster.post(place, view, life.key));
    } catch (error) {
      if (slackRefusal(error) === undefined || others.length === 0) throw error;
      logger.warn(
        `message "${life.key}" was refused in ${place} (${slackRefusal(error)}), so it goes elsewhere`,
      );
      return postSomewhere(life, others, view);
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
      if (lives.size > mostRemembered) lives.delete(lives.keys().next().value ?? key);

      life.latest = view;
      life.catchingUp ??= catchUp(life);
      return life.catchingUp;
    },
  };
}

/** Someone deleted the message, or Slack no longer lets it be changed: it is posted anew. */
function isLost(error: unknown): boolean {
  return ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(
    slackRefusal(error) ?? '',
  );
}
