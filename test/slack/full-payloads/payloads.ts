import { teamsNamed, type UserKind, users } from './users.ts';

const home = { team_id: 'T0HOME', team_domain: 'acme' };
const grid = { enterprise_id: 'E0ACME', enterprise_name: 'Acme Group' };
const token = 'token-of-acme';
const trigger = 'trigger-of-acme';
const text = (value: string) => ({ type: 'plain_text', text: value, emoji: true });

/**
 * A typed command; everything in it is text.
 * Source: https://docs.slack.dev/interactivity/implementing-slash-commands
 */
export function slashOf(kind: UserKind, typed: string): Readonly<Record<string, string>> {
  const { id, name } = users[kind];
  return {
    token,
    ...home,
    ...(kind === 'gridMember' && { ...grid, team_id: teamsNamed[kind], team_domain: 'acme-labs' }),
    ...(kind === 'stranger' && { team_id: teamsNamed[kind], team_domain: 'partner' }),
    channel_id: 'C0HELPDESK',
    channel_name: 'privategroup',
    user_id: id,
    user_name: name,
    command: '/vpn',
    text: typed,
    api_app_id: 'A0BOUNCER',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T0HOME/helpdesk',
    trigger_id: trigger,
  };
}

/** What clicks and submissions begin with. Source: https://docs.slack.dev/reference/interaction-payloads */
function headOf(kind: UserKind) {
  const { id, name } = users[kind];
  const isOnGrid = kind === 'gridMember';
  return {
    user: { id, username: name, name, team_id: teamsNamed[kind] },
    team: { id: 'T0HOME', domain: 'acme', ...(isOnGrid && grid) },
    enterprise: isOnGrid ? { id: grid.enterprise_id, name: grid.enterprise_name } : null,
    is_enterprise_install: false,
    api_app_id: 'A0BOUNCER',
    token,
    trigger_id: trigger,
  };
}

/**
 * A press of a button in a message of the bot, in a thread.
 * Source: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function blockActionsOf(
  kind: UserKind,
  {
    actionId,
    blockId,
    value,
  }: { readonly actionId: string; readonly blockId: string; readonly value: string },
) {
  const button = { type: 'button', action_id: actionId, text: text('Terminate'), value, style: 'danger' };
  return {
    type: 'block_actions',
    ...headOf(kind),
    container: {
      type: 'message',
      message_ts: '1767312000.000200',
      channel_id: 'C0HELPDESK',
      is_ephemeral: false,
      thread_ts: '1767312000.000100',
    },
    channel: { id: 'C0HELPDESK', name: 'privategroup' },
    message: {
      type: 'message',
      user: 'U0BOUNCER',
      ts: '1767312000.000200',
      thread_ts: '1767312000.000100',
      parent_user_id: 'U0BOUNCER',
      team: 'T0HOME',
      text: 'who is connected',
      bot_id: 'B0BOUNCER',
      app_id: 'A0BOUNCER',
      bot_profile: {
        id: 'B0BOUNCER',
        app_id: 'A0BOUNCER',
        name: 'Bouncer',
        deleted: false,
        updated: 1767312000,
        team_id: 'T0HOME',
        icons: { image_36: '', image_48: '', image_72: '' },
      },
      blocks: [],
    },
    state: { values: {} },
    response_url: 'https://hooks.slack.com/actions/T0HOME/helpdesk',
    actions: [{ ...button, block_id: blockId, action_ts: '1767312001.000000' }],
  };
}

/**
 * A submitted modal of the bot.
 * Source: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload#view_submission
 */
export function viewSubmissionOf(
  kind: UserKind,
  {
    callbackId,
    privateMetadata,
    values,
  }: { readonly callbackId: string; readonly privateMetadata: string; readonly values: object },
) {
  return {
    type: 'view_submission',
    ...headOf(kind),
    view: {
      id: 'V0MODAL',
      team_id: 'T0HOME',
      type: 'modal',
      blocks: [],
      private_metadata: privateMetadata,
      callback_id: callbackId,
      state: { values },
      hash: '1767312000.bouncer',
      title: text('Terminate connections'),
      submit: text('Terminate'),
      close: text('Cancel'),
      clear_on_close: false,
      notify_on_close: false,
      submit_disabled: false,
      previous_view_id: null,
      root_view_id: 'V0MODAL',
      app_id: 'A0BOUNCER',
      external_id: '',
      app_installed_team_id: 'T0HOME',
      bot_id: 'B0BOUNCER',
    },
    response_urls: [],
  };
}
