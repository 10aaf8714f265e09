/**
 * How long and how often Slack lets things be used. Tests shorten the waits; the defaults are Slack's.
 * Sources: https://docs.slack.dev/interactivity/handling-user-interaction (3 s to acknowledge, 30 minutes and
 * five uses of a response_url, 3 s of a trigger_id) and https://docs.slack.dev/apis/web-api/rate-limits.
 */
export interface Limits {
  readonly acknowledgeMs: number;
  readonly triggerMs: number;
  readonly responseUrlMs: number;
  readonly responseUrlUses: number;
  /** Slack pings often enough that clients treat 30 s of silence as a lost connection. */
  readonly pingEveryMs: number;
  /** How long a connection stays open after a disconnect message. */
  readonly disconnectGraceMs: number;
  /** Beyond ten, Slack answers a further connection with `too_many_websockets`. */
  readonly socketConnections: number;
  /**
   * After which waits an event that was not acknowledged is sent again: https://docs.slack.dev/apis/events-api/#retries
   */
  readonly eventRetriesMs: readonly number[];
  /** Methods of which more calls in a minute are refused with 429; a method that is not here has no limit. */
  readonly tierOf: Readonly<Record<string, Tier>>;
}

/** Calls a minute of one method, in one workspace. Source: https://docs.slack.dev/apis/web-api/rate-limits#overview */
export const tiers = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;
export type Tier = keyof typeof tiers;

/** Each method's tier is documented under "Rate limits" on its page, https://docs.slack.dev/reference/methods/<method>. */
export const documentedTiers = {
  'apps.connections.open': 1,
  'chat.delete': 3,
  'chat.deleteScheduledMessage': 3,
  'chat.postEphemeral': 4,
  'chat.scheduleMessage': 3,
  'chat.scheduledMessages.list': 3,
  'chat.update': 3,
  'conversations.history': 3,
  'conversations.info': 3,
  'conversations.members': 4,
  'conversations.open': 3,
  'conversations.replies': 3,
  'files.completeUploadExternal': 4,
  'files.getUploadURLExternal': 4,
  'usergroups.list': 2,
  'usergroups.users.list': 2,
  'users.conversations': 3,
  'users.info': 4,
  'users.list': 2,
  'users.lookupByEmail': 3,
  'views.open': 4,
  'views.publish': 4,
  'views.push': 4,
  'views.update': 4,
} as const satisfies Record<string, Tier>;

/** Tests do these more often in a minute than anybody does in an hour: restart the app, watch its messages change, read them. */
const notUnlessAsked: readonly string[] = [
  'apps.connections.open',
  'chat.update',
  'conversations.history',
  'conversations.replies',
];

export const slackLimits: Limits = {
  acknowledgeMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  pingEveryMs: 5_000,
  disconnectGraceMs: 10_000,
  socketConnections: 10,
  eventRetriesMs: [0, 60_000, 5 * 60_000],
  tierOf: Object.fromEntries(
    Object.entries(documentedTiers).filter(([method]) => !notUnlessAsked.includes(method)),
  ),
};
