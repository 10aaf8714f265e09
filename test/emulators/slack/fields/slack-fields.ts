import { type Fields, fields, list, object } from './field-notation.ts';
import { edited, fileAndAssistant, message, reply, subtyped, thread } from './message-fields.ts';
import { channel, direct, user, usergroup, view } from './object-fields.ts';
import { payloads } from './payload-fields.ts';

const ok = fields('ok: boolean');
const page = object('response_metadata', fields('next_cursor: string'));
/** Source: https://docs.slack.dev/apis/web-api/#responses */
const details = object('response_metadata', fields('messages: list'));

/** What `views.open`, `views.publish` and `views.update` answer; some of it is for work objects and unfurled links. */
const viewAnswer: Fields = {
  ...ok,
  ...object(
    'view',
    view,
    fields('entity_url app_unfurl_url message_ts thread_ts channel: string'),
    object('external_ref', fields('id type: string')),
  ),
  ...object('response_metadata', fields('messages warnings: list')),
};

/** What each method answers. Source: https://docs.slack.dev/reference/methods/METHOD, for each its own page. */
const answers: Readonly<Record<string, Fields>> = {
  'apps.connections.open': { ...ok, ...fields('url: string'), ...details },
  'auth.test': {
    ...ok,
    ...fields(`
      url team team_id user user_id bot_id app_id app_name enterprise_id: string
      is_enterprise_install: boolean
      expires_in: number
    `),
  },
  'chat.delete': { ...ok, ...fields('channel ts: string') },
  'chat.postEphemeral': { ...ok, ...fields('message_ts: string') },
  'chat.postMessage': {
    ...ok,
    ...fields(`
      channel ts deprecated_argument: string
      errors: list
    `),
    ...object(
      'message',
      message,
      reply,
      subtyped,
      fields(`
        ts bot_profile.user_id: string
        attachments: list
        room assistant_app_thread: object
      `),
    ),
    ...details,
  },
  'chat.update': {
    ...ok,
    ...fields('channel ts text: string'),
    ...object('message', message, edited, fileAndAssistant, fields('room: object')),
    ...details,
  },
  'conversations.history': {
    ...ok,
    ...fields(`
      has_more: boolean
      oldest latest: string
      pin_count channel_actions_count channel_actions_ts: number
    `),
    ...list(
      'messages',
      message,
      edited,
      reply,
      thread,
      subtyped,
      fileAndAssistant,
      fields(`
        ts client_msg_id topic purpose inviter: string
        attachments reactions: list
      `),
    ),
    ...page,
  },
  'conversations.info': { ...ok, ...object('channel', channel) },
  'conversations.members': { ...ok, ...fields('members: list'), ...page },
  'conversations.open': { ...ok, ...fields('no_op already_open: boolean'), ...object('channel', direct) },
  'conversations.replies': {
    ...ok,
    ...fields('has_more: boolean'),
    ...list(
      'messages',
      message,
      edited,
      reply,
      thread,
      fileAndAssistant,
      fields(`
        ts last_read: string
        attachments reactions: list
      `),
    ),
    ...page,
  },
  'usergroups.list': { ...ok, ...list('usergroups', usergroup) },
  'usergroups.users.list': { ...ok, ...fields('users: list') },
  'users.info': { ...ok, ...object('user', user) },
  'users.list': {
    ...ok,
    ...fields(`
      cache_ts: number
      offset: string
    `),
    ...list('members', user),
    ...page,
  },
  'views.open': viewAnswer,
  'views.publish': viewAnswer,
  'views.update': viewAnswer,
};

/** The fields that Slack sends in each answer and payload that is emulated; any may be missing or null. */
export const slackFields: Readonly<Record<string, Fields>> = { ...answers, ...payloads };
