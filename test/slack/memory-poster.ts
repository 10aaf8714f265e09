import { WebAPIPlatformError } from '@slack/web-api';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';
import { slackRefusal } from '../../src/slack/failure-from-slack.ts';
import type { MessagePoster, MessageRef } from '../../src/slack/message-poster.ts';

export interface Sent {
  readonly how: 'post' | 'update' | 'postEphemeral';
  readonly place: string;
  /** The title, with which the message's text begins. */
  readonly text: string;
}

/** Takes messages in Slack's place, or refuses them as it is told. */
export class MemoryPoster implements MessagePoster {
  /** What was taken, in order. */
  readonly sent: Sent[] = [];
  /** The same messages as they were rendered. */
  readonly views: MessageView[] = [];
  readonly #refusals = new Map<string, unknown>();
  readonly #keys = new Map<string, string>();

  /** Refuses every message for this place with Slack's word for it, or with any error. */
  refuse(place: string, error: unknown): void {
    this.#refusals.set(place, typeof error === 'string' ? denial(error) : error);
  }

  accept(place: string): void {
    this.#refusals.delete(place);
  }

  async post(
    channel: string,
    view: MessageView,
    key = '',
    thread?: string,
    beforePost?: () => Promise<void>,
  ): Promise<MessageRef> {
    await beforePost?.();
    this.#take('post', thread === undefined ? channel : `${channel} under ${thread}`, view);
    const ts = `ts-${this.sent.length}`;
    this.#keys.set(`${channel} ${key}`, ts);
    return { channel, ts };
  }

  async update({ channel, ts }: MessageRef, latest: () => MessageView): Promise<void> {
    this.#take('update', `${channel} ${ts}`, latest());
  }

  async find(channel: string, key: string): Promise<string | undefined> {
    return this.#keys.get(`${channel} ${key}`);
  }

  async postEphemeral(channel: string, person: string, view: MessageView, thread?: string): Promise<void> {
    const place = thread === undefined ? channel : `${channel} under ${thread}`;
    this.#take('postEphemeral', `${place} ${person}`, view);
  }

  async refusalIn(channel: string): Promise<string | undefined> {
    return slackRefusal(this.#refusals.get(channel));
  }

  #take(how: Sent['how'], place: string, view: MessageView): void {
    const error = this.#refusals.get(place);
    if (error !== undefined) throw error;
    const [title = ''] = view.text.split('\n', 1);
    this.sent.push({ how, place, text: title });
    this.views.push(view);
  }
}

export function denial(word: string): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error: word });
}
