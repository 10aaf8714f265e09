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
  /** Slack pings often enough that clients take 30 s of silence for a dead connection. */
  readonly pingEveryMs: number;
  /** How long a connection lives on after it was told to go. */
  readonly disconnectGraceMs: number;
  /** Beyond ten, Slack answers a further connection with `too_many_websockets`. */
  readonly socketConnections: number;
}

export const slackLimits: Limits = {
  acknowledgeMs: 3_000,
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  pingEveryMs: 5_000,
  disconnectGraceMs: 10_000,
  socketConnections: 10,
};
