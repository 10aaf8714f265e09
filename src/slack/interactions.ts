import { createHash } from 'node:crypto';
import type { BlockAction, ViewSubmitAction } from '@slack/bolt';
import * as z from 'zod';
import { Failure } from '../domain/failure.ts';
import {
  type Correlation,
  isDirectMessage,
  parseChannelId,
  parseCorrelation,
  parsePersonId,
  parseTeamId,
} from '../domain/ids.ts';
import type { Requester } from '../policy/load-access.ts';
import { callbackIds } from './block-kit/action-ids.ts';
import { parseValueInChannel } from './block-kit/direct-message.ts';
import { parseModalPlace } from './block-kit/modal-place.ts';
import type { ReplyTo } from './replies.ts';
import { textAt, threadFrom } from './slack-request.ts';

/** The fields of a Slack request that identify the actor and the channel. */
interface Claims {
  readonly person: string | undefined;
  /**
   * The person's own workspace. In a shared channel, this may differ from the workspace that the request came through.
   */
  readonly team: string | null | undefined;
  readonly channel: string | undefined;
  readonly channelName: string | undefined;
}

/**
 * Reads the person and the channel of a request.
 *
 * @throws {Failure} `unexpected` if the request has no valid person or channel.
 */
export function requesterFromSlack({ person, team, channel, channelName }: Claims): Requester {
  const personId = person === undefined ? undefined : parsePersonId(person);
  const channelId = channel === undefined ? undefined : parseChannelId(channel);
  if (personId === undefined || channelId === undefined) {
    throw new Failure('unexpected', 'a request of Slack names no person or no channel');
  }

  return {
    person: personId,
    team: team ? parseTeamId(team) : undefined,
    channel: channelId,
    channelName: channelName ?? channelId,
  };
}

/** A press of a button, or a choice in a select, in a message, a modal or the Home tab. */
export interface Pressed {
  readonly requester: Requester;
  readonly replyTo: ReplyTo;
  readonly blockId: string;
  readonly actionId: string;
  /** The value of the button or of the chosen option, without the channel that it may name; empty if there is none. */
  readonly value: string;
  readonly triggerId: string;
}

const actionSchema = z.object({
  block_id: z.string(),
  action_id: z.string(),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string().optional() }).nullish(),
});
const containerSchema = z.object({ channel_id: z.string().optional() });

/**
 * Reads who pressed what, and where. In a shared channel, `team` is Bouncer's own workspace even if an outsider
 * pressed; only `user.team_id` shows that. A message that its channel did not accept is in a direct message, and its
 * buttons name the channel. That channel counts only in a direct message, never in another conversation. A modal stores
 * the channel in which it was requested. The Home tab stores the direct message with its person, so that nothing but
 * their own connections can be acted on from there; what they press is answered in that direct message.
 *
 * @throws {Failure} `unexpected` if the request has no valid person or channel.
 */
export function pressedFrom(body: BlockAction): Pressed {
  const action = actionSchema.safeParse(body.actions[0]);
  const container = containerSchema.safeParse(body.container);
  const { response_url: responseUrl, trigger_id: triggerId } = body;
  const place = parseModalPlace(body.view ?? {});
  const pressedIn = requesterFromSlack({
    person: body.user.id,
    team: body.user.team_id,
    channel: body.channel?.id ?? container.data?.channel_id ?? place?.channel,
    channelName: body.channel?.name ?? place?.channelName,
  });
  const value = action.data?.value ?? action.data?.selected_option?.value ?? '';
  const isHome = isHomeTab(body);
  const said =
    isDirectMessage(pressedIn.channel) && !isHome
      ? parseValueInChannel(value)
      : { channel: undefined, value };
  const isDirect = said.channel !== undefined;
  const requester = isDirect
    ? { ...pressedIn, channel: said.channel, channelName: said.channel, isOutside: true }
    : { ...pressedIn, ...(place && { isOutside: true }) };

  return {
    requester,
    replyTo: {
      person: requester.person,
      channel: requester.channel,
      // A thread of the direct message is not one of the channel.
      thread: isDirect ? undefined : (threadFrom(body) ?? place?.thread),
      isDirect: isDirect || isHome,
      responseUrl,
      triggerId,
      // A modal opens on top of the Home tab.
      viewId: isHome ? undefined : body.view?.id,
    },
    blockId: action.data?.block_id ?? '',
    actionId: action.data?.action_id ?? '',
    value: said.value,
    triggerId,
  };
}

function isHomeTab(body: unknown): boolean {
  return textAt(body, 'view', 'type') === 'home';
}

/** The fields in any of Slack's requests that say whom to answer, and where. */
const bodySchema = z.object({
  type: z.string().optional(),
  user_id: z.string().optional(),
  channel_id: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  channel: z.object({ id: z.string() }).nullish(),
  container: z.object({ channel_id: z.string().optional() }).optional(),
  view: z
    .object({
      id: z.string().optional(),
      callback_id: z.string().optional(),
      private_metadata: z.string().optional(),
    })
    .nullish(),
});

/**
 * Reads where a request of any kind can be answered; undefined if it names no person.
 *
 * A submission of the launcher is answered in its modal, which stays open. Any other submission is answered in the
 * direct message: its outcome is shown in the channel, so that the answer is a failure or a denial, and Slack shows an
 * ephemeral message only to people who are active at that moment. A press in the Home tab is answered in the direct
 * message as well, because it has no message to be answered below.
 *
 * @see https://docs.slack.dev/reference/methods/chat.postEphemeral
 */
export function replyToFrom(body: ViewSubmitAction): ReplyTo;
export function replyToFrom(body: unknown): ReplyTo | undefined;
export function replyToFrom(body: unknown): ReplyTo | undefined {
  const { data } = bodySchema.safeParse(body);
  const person = data?.user_id ?? data?.user?.id;
  if (data === undefined || person === undefined) return undefined;

  const place = parseModalPlace(data.view ?? {});
  const channel = data.channel_id ?? data.channel?.id ?? data.container?.channel_id ?? place?.channel;
  const thread = threadFrom(body) ?? place?.thread;
  const isSubmission = data.type === 'view_submission';
  const isLaunched = isSubmission && data.view?.callback_id === callbackIds.launcher;
  const viewId = isLaunched ? data.view?.id : undefined;
  const { response_url: responseUrl, trigger_id: triggerId } = data;
  return {
    person,
    channel,
    thread,
    isDirect: isSubmission || isHomeTab(body),
    responseUrl: responseUrl || undefined,
    triggerId,
    ...(viewId !== undefined && { viewId }),
  };
}

/** The parts of a submission that are unique to it and the same in every delivery. */
interface SubmittedModal {
  readonly user: { readonly id: string };
  /** Slack gives every modal it opens a new id. The modal's metadata includes when it was opened. */
  readonly view: { readonly id: string; readonly private_metadata: string };
}

/**
 * Sixty-four bits. If two requests had the same correlation, the second would be mistaken for the first and never
 * start.
 */
const hexDigits = 16;

/**
 * Derives a correlation from a submission. A modal is submitted once, so any process, also a later one, can recognize
 * its action.
 */
export function correlationOfModal({ user, view }: SubmittedModal): Correlation {
  const identity = JSON.stringify([user.id, view.id, view.private_metadata]);
  const digest = createHash('sha256').update(identity).digest('hex');

  const correlation = parseCorrelation(digest.slice(0, hexDigits));
  if (correlation === undefined) throw new Failure('unexpected', 'a hash is no correlation');
  return correlation;
}
