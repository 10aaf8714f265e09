import type { Logger } from '@slack/web-api';
import type { Clock } from '../ports/clock.ts';
import { slackRefusal } from './failure-from-slack.ts';
import type { MessageMetadata, MessagePoster, MessageRef } from './message-poster.ts';
import type { MessageView } from './views/blocks.ts';

/** Messages that are posted once and then kept up to date in place. */
export interface LivingMessages {
  /**
   * Shows the latest state of one thing. It never throws: what could not be shown is logged.
   *
   * @param key Names the thing; its first state is posted, later ones update that message.
   * @param places Channels, or people for direct messages: the first that takes the post has it.
   */
  show(key: string, places: readonly string[], message: LivingMessage): Promise<void>;
}

export interface LivingMessage {
  readonly view: MessageView;
  readonly metadata?: MessageMetadata;
}

/** Slack takes about one change a second of a message; what comes faster is skipped for the latest. */
const pauseMs = 1_000;
const mostRemembered = 1_000;

interface Life {
  readonly places: readonly string[];
  latest: LivingMessage | undefined;
  ref: MessageRef | undefined;
  catchingUp: Promise<void> | undefined;
}

export function livingMessages(poster: MessagePoster, clock: Clock, logger: Logger): LivingMessages {
  const lives = new Map<string, Life>();

  async function catchUp(key: string, life: Life): Promise<void> {
    while (life.latest !== undefined) {
      const message = life.latest;
      life.latest = undefined;
      try {
        life.ref = await sendTo(poster, life, message);
      } catch (error) {
        logger.error(`message ${key} could not be shown`, error);
      }
      if (life.latest !== undefined) await clock.sleep(pauseMs);
    }
    life.catchingUp = undefined;
  }

  return {
    show(key, places, message) {
      const life = lives.get(key) ?? { places, latest: undefined, ref: undefined, catchingUp: undefined };
      lives.set(key, life);
      if (lives.size > mostRemembered) lives.delete(lives.keys().next().value ?? key);

      life.latest = message;
      life.catchingUp ??= catchUp(key, life);
      return life.catchingUp;
    },
  };
}

async function sendTo(
  poster: MessagePoster,
  { ref, places }: Life,
  message: LivingMessage,
): Promise<MessageRef> {
  if (ref === undefined) return postSomewhere(poster, places, message);
  try {
    await poster.update(ref, message.view, message.metadata);
    return ref;
  } catch (error) {
    if (!isLost(error)) throw error;
    return postSomewhere(poster, places, message);
  }
}

/** Someone deleted the message, or Slack no longer lets it be changed: it is posted anew. */
function isLost(error: unknown): boolean {
  return ['message_not_found', 'cant_update_message', 'edit_window_closed'].includes(
    slackRefusal(error) ?? '',
  );
}

/** A place that refuses is passed over; a place that does not answer may have taken the post, so it is not. */
async function postSomewhere(
  poster: MessagePoster,
  [place, ...others]: readonly string[],
  message: LivingMessage,
): Promise<MessageRef> {
  if (place === undefined) throw new Error('no place took the message');
  try {
    return await poster.post(place, message.view, message.metadata);
  } catch (error) {
    if (slackRefusal(error) === undefined || others.length === 0) throw error;
    return postSomewhere(poster, others, message);
  }
}
