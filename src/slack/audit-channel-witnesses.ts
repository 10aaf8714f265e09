import type { WebClient } from '@slack/web-api';
import * as z from 'zod';
import type { Witness } from '../domain/audit-witness.ts';
import { eventType } from './message-poster.ts';

/** Bouncer's own ids in the workspace. Messages from anyone else say nothing about the audit log. */
export interface BotIds {
  readonly userId: string | undefined;
  readonly botId: string | undefined;
}

const pageSize = 200;
/** How many pages are searched for the newest entry. More chatter than this hides it. */
const maxPages = 5;
/** Reconnects are reported in the thread of the kick that they follow. */
const maxThreads = 5;

/**
 * Reads the audit entries that the newest messages of the audit channel show, in no particular order. It reads back to
 * the first page that shows an entry, but never past a message in which an operator accepted the audit log as it was.
 *
 * @see https://docs.slack.dev/reference/methods/conversations.history
 * @throws Slack's error, or the error that kept it from answering.
 */
export async function readWitnesses(
  client: WebClient,
  channel: string,
  bot: BotIds,
): Promise<readonly Witness[]> {
  for (let page = 0, cursor: string | undefined; page < maxPages && cursor !== ''; page += 1) {
    const { messages = [], response_metadata: next } = await client.conversations.history({
      channel,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor !== undefined && { cursor }),
    });
    const recent = sinceAcceptance(messages.flatMap((message) => parseOwn(message, bot) ?? []));
    if (recent.some(({ witness }) => witness !== undefined)) {
      const replies = newestThreads(recent).map(({ ts }) => repliesIn(client, channel, ts, bot));
      return [...recent, ...(await Promise.all(replies)).flat()].flatMap(({ witness }) => witness ?? []);
    }
    cursor = next?.next_cursor ?? '';
  }
  return [];
}

interface OwnMessage {
  readonly ts: string;
  /** The time of the latest reply, if there is one. */
  readonly latestReply: string | undefined;
  readonly witness: Witness | undefined;
}

/** @param messages Newest first. */
function sinceAcceptance(messages: readonly OwnMessage[]): readonly OwnMessage[] {
  const acceptance = messages.findIndex(({ witness }) => witness?.isAcceptance);
  return acceptance === -1 ? messages : messages.slice(0, acceptance + 1);
}

function newestThreads(messages: readonly OwnMessage[]): readonly OwnMessage[] {
  return messages
    .filter(({ latestReply }) => latestReply !== undefined)
    .toSorted((one, other) => Number(other.latestReply) - Number(one.latestReply))
    .slice(0, maxThreads);
}

/** @see https://docs.slack.dev/reference/methods/conversations.replies */
async function repliesIn(
  client: WebClient,
  channel: string,
  ts: string,
  bot: BotIds,
): Promise<readonly OwnMessage[]> {
  const { messages = [] } = await client.conversations.replies({
    channel,
    ts,
    include_all_metadata: true,
    limit: pageSize,
  });
  // The parent message comes first, and has been read already.
  return messages.filter((message) => message.ts !== ts).flatMap((message) => parseOwn(message, bot) ?? []);
}

const messageSchema = z.object({
  ts: z.string(),
  user: z.string().nullish(),
  bot_id: z.string().nullish(),
  text: z.string().nullish(),
  latest_reply: z.string().nullish(),
  metadata: z.object({
    event_type: z.literal(eventType),
    event_payload: z.looseObject({ key: z.string() }),
  }),
});

const payloadSchema = z.object({
  seq: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  accepted: z.boolean().optional(),
});

function parseOwn(message: unknown, { userId, botId }: BotIds): OwnMessage | undefined {
  const { data } = messageSchema.safeParse(message);
  if (data === undefined) return undefined;
  const { ts, text, metadata } = data;
  const isOwn = isSame(data.user, userId) || isSame(data.bot_id, botId);
  if (!isOwn) return undefined;

  const { data: payload } = payloadSchema.safeParse(metadata.event_payload);
  return {
    ts,
    latestReply: data.latest_reply ?? undefined,
    witness: payload
      ? { seq: payload.seq, hash: payload.hash, ...(payload.accepted && { isAcceptance: true }) }
      : witnessInTitle(metadata.event_payload.key, text ?? ''),
  };
}

function isSame(given: string | null | undefined, own: string | undefined): boolean {
  return own !== undefined && given === own;
}

/** Earlier versions showed an entry only in the title, such as `Session ended · entry 12 · 9f3a61c0: helga, bob`. */
function witnessInTitle(key: string, text: string): Witness | undefined {
  if (!/^entry \d+$/.test(key)) return undefined;
  const [, seq, hash] = /^.*? · entry (\d{1,15}) · ([0-9a-f]{8}): /.exec(text) ?? [];
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash };
}
