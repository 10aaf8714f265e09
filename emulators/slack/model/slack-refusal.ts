/**
 * Slack's error codes, as in the `error` field of an answer.
 * Sources: the "Errors" table of each method under https://docs.slack.dev/reference/methods.
 */
export type RefusalCode =
  | 'account_inactive'
  | 'cant_delete_message'
  | 'cant_update_message'
  | 'channel_not_found'
  | 'duplicate_external_id'
  | 'exchanged_trigger_id'
  | 'expired_trigger_id'
  | 'expired_url'
  | 'alt_txt_too_large'
  | 'file_not_found'
  | 'hash_conflict'
  | 'invalid_arguments'
  | 'invalid_auth'
  | 'token_revoked'
  | 'invalid_blocks'
  | 'invalid_blocks_format'
  | 'invalid_cursor'
  | 'invalid_limit'
  | 'invalid_message'
  | 'invalid_metadata_format'
  | 'invalid_payload'
  | 'invalid_scheduled_message_id'
  | 'invalid_trigger_id'
  | 'invalid_types'
  | 'invalid_view'
  | 'is_archived'
  | 'message_not_found'
  | 'missing_argument'
  | 'missing_scope'
  | 'msg_blocks_too_long'
  | 'msg_too_long'
  | 'no_such_subteam'
  | 'no_text'
  | 'not_allowed_token_type'
  | 'not_authed'
  | 'not_enabled'
  | 'not_found'
  | 'not_in_channel'
  | 'push_limit_reached'
  | 'restricted_action'
  | 'thread_not_found'
  | 'time_in_past'
  | 'time_too_far'
  | 'unknown_method'
  | 'used_url'
  | 'user_not_found'
  | 'user_not_in_channel'
  | 'users_not_found'
  | 'view_too_large';

/** A request that Slack answers with `ok: false`. `details` are the sentences of `response_metadata.messages`. */
export class SlackRefusal extends Error {
  readonly code: RefusalCode;
  readonly details: readonly string[];
  /** Further fields of the answer, such as `needed` and `provided` of a missing scope. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    code: RefusalCode,
    more: { details?: readonly string[]; fields?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code);
    this.name = 'SlackRefusal';
    this.code = code;
    this.details = more.details ?? [];
    this.fields = more.fields ?? {};
  }
}
