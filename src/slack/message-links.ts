import type { WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { MessageStore } from '../ports/message-store.ts';
import { within } from './within.ts';

/** Links to messages that Bouncer has posted. */
export interface MessageLinks {
  /**
   * Finds the link to a message. It never throws: without a link, people find the message in its channel.
   *
   * @param keys The message's key, and other keys that it may have instead: the first that exists counts.
   */
  linkTo(keys: readonly [string, ...string[]]): Promise<string | undefined>;
}

/** A message stays where it is. */
const maxKept = 1_000;
const patienceMs = 1_000;

/** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
export function messageLinks(client: WebClient, store: Pick<MessageStore, 'get'>): MessageLinks {
  const known = new LRUCache<string, string>({ max: maxKept });

  async function linkFor(key: string): Promise<string | undefined> {
    const place = await store.get(key);
    if (place?.kind !== 'posted') return undefined;

    const at = `${place.channel} ${place.ts}`;
    const link = known.get(at);
    if (link !== undefined) return link;
    const answer = await client.chat.getPermalink({ channel: place.channel, message_ts: place.ts });
    if (answer.permalink !== undefined) known.set(at, answer.permalink);
    return answer.permalink;
  }

  async function firstOf(keys: readonly string[]): Promise<string | undefined> {
    for (const key of keys) {
      const link = await linkFor(key);
      if (link !== undefined) return link;
    }
    return undefined;
  }

  return { linkTo: (keys) => within(patienceMs, firstOf(keys)).catch(() => undefined) };
}
