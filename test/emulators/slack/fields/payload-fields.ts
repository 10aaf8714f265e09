import { type Fields, fields, list, object } from './field-notation.ts';
import { edited, fileAndAssistant, message, reply, subtyped, thread } from './message-fields.ts';
import { confirmation, option, plainText, view } from './object-fields.ts';

/** What each interaction begins with: https://docs.slack.dev/reference/interaction-payloads */
const head: Fields = {
  ...fields(`
    type token api_app_id: string
    is_enterprise_install: boolean
  `),
  ...object('user', fields('id name username team_id: string')),
  ...object('team', fields('id domain enterprise_id enterprise_name: string')),
  ...object('enterprise', fields('id name: string')),
};

/** What each shortcut begins with, which does not name the app. */
const shortcutHead: Fields = {
  ...fields(`
    type token callback_id trigger_id action_ts: string
    is_enterprise_install: boolean
  `),
  ...object('team', fields('id domain enterprise_id enterprise_name: string')),
  ...object('enterprise', fields('id name: string')),
};

/** What an app is sent besides where the interaction belongs to a step of a workflow. */
const workflowStep = fields(`
  bot_access_token: string
  function_data interactivity: object
`);

/** The elements that are emulated. Source: https://docs.slack.dev/reference/block-kit/block-elements */
const action: Fields = {
  ...fields('type action_id block_id action_ts value style url: string'),
  ...object('text', plainText),
  ...object('placeholder', plainText),
  ...object('confirm', confirmation),
  ...object('initial_option', option),
  ...object('selected_option', option),
  ...fields('initial_user selected_user initial_date selected_date: string'),
};

/** What each interaction and command sends. */
export const payloads: Readonly<Record<string, Fields>> = {
  // https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
  block_actions: {
    ...head,
    ...workflowStep,
    ...fields('trigger_id response_url: string'),
    ...object(
      'container',
      fields(`
        type channel_id message_ts thread_ts view_id app_unfurl_url: string
        is_ephemeral is_app_unfurl: boolean
        attachment_id: number
      `),
    ),
    ...object('channel', fields('id name: string')),
    ...object(
      'message',
      message,
      edited,
      reply,
      thread,
      subtyped,
      fileAndAssistant,
      fields(`
        ts last_read: string
        attachments reactions: list
        room: object
      `),
    ),
    ...object('view', view),
    ...object('state', fields('values: object')),
    ...object('app_unfurl'),
    ...list('actions', action),
  },
  // https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload: of what it does not list, the
  // names are those of the types of Slack's own framework (`@slack/bolt`).
  shortcut: {
    ...shortcutHead,
    ...object('user', fields('id username team_id: string')),
  },
  message_action: {
    ...shortcutHead,
    ...object('user', fields('id name username team_id: string')),
    ...fields('response_url message_ts: string'),
    ...object('channel', fields('id name: string')),
    ...object(
      'message',
      message,
      edited,
      reply,
      thread,
      subtyped,
      fileAndAssistant,
      fields(`
        ts client_msg_id last_read: string
        attachments reactions: list
        room: object
      `),
    ),
  },
  // https://docs.slack.dev/interactivity/implementing-slash-commands: a form, in which everything is text.
  slash_commands: fields(`
    token api_app_id command text response_url trigger_id: string
    team_id team_domain enterprise_id enterprise_name is_enterprise_install: string
    channel_id channel_name user_id user_name: string
  `),
  // https://docs.slack.dev/reference/events/app_home_opened in the frame of https://docs.slack.dev/apis/events-api
  event_callback: {
    ...fields(`
      token team_id context_team_id context_enterprise_id api_app_id type event_id: string
      event_time: number
      is_ext_shared_channel: boolean
    `),
    ...list(
      'authorizations',
      fields(`
      enterprise_id team_id user_id: string
      is_bot is_enterprise_install: boolean
    `),
    ),
    ...object('event', {
      ...fields('type user channel tab event_ts: string'),
      ...object('view', view),
    }),
  },
  // https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_closed
  view_closed: { ...head, ...workflowStep, ...object('view', view), ...fields('is_cleared: boolean') },
  // https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
  view_submission: {
    ...head,
    ...workflowStep,
    ...object('view', view),
    ...fields(`
      trigger_id: string
      response_urls: list
    `),
  },
};
