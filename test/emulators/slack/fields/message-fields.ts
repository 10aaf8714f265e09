import { type Fields, fields, object } from './field-notation.ts';

// Source: https://docs.slack.dev/reference/events/message. Of what it does not list, the names and kinds are those of the
// types of Slack's own client (`@slack/web-api`).

/** What a message of an app has. Metadata: https://docs.slack.dev/messaging/message-metadata */
export const message: Fields = {
  ...fields(`
    type text user team app_id bot_id: string
    blocks: list
  `),
  ...object(
    'metadata',
    fields(`
      event_type: string
      event_payload: object
    `),
  ),
  ...object(
    'bot_profile',
    fields(`
      id app_id team_id name: string
      deleted: boolean
      updated: number
    `),
    object('icons', fields('image_36 image_48 image_72: string')),
  ),
};

export const edited = object('edited', fields('user ts: string'));

/** What a message in a thread has. */
export const reply = fields('thread_ts parent_user_id: string');

/** What a message has that was replied to. Source: https://docs.slack.dev/reference/methods/conversations.replies */
export const thread = fields(`
  thread_ts latest_reply: string
  reply_count reply_users_count: number
  reply_users: list
  is_locked subscribed: boolean
`);

/** What a message has with files, under a name of its own, or in a conversation with an assistant. */
export const fileAndAssistant = fields(`
  files x_files: list
  upload display_as_bot: boolean
  assistant_app_thread: object
`);

/**
 * What a message has that was sent under another name, or to the channel as well as the thread.
 * Source: https://docs.slack.dev/reference/events/message#subtypes
 */
export const subtyped = fields(`
  subtype username: string
  icons root: object
`);
