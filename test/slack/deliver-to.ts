import { App } from '@slack/bolt';
import { registerListeners } from '../../src/app/register-listeners.ts';
import type { MemoryListenerDeps } from './memory-listener-deps.ts';

const helga = { id: 'U0HELGA', team_id: 'T0HOME', name: 'helga' };
const helpdesk = { id: 'C0HELPDESK', name: 'helpdesk' };
const team = { id: 'T0HOME', domain: 'acme' };

/** Delivers requests as Slack sends them, by Helga in #helpdesk by default, through Bolt to the listeners. Each returns its acknowledgements. */
export function deliverTo(deps: MemoryListenerDeps, user = helga, channel = helpdesk) {
  const app = new App({
    receiver: { init: () => {}, start: async () => {}, stop: async () => {} },
    authorize: async () => ({ botToken: 'xoxb-none', botId: 'B0', botUserId: 'U0BOT' }),
    logger: deps.logger,
  });
  registerListeners(app, deps);

  async function deliver(body: object): Promise<readonly unknown[]> {
    const acks: unknown[] = [];
    await app.processEvent({ body: { ...body }, ack: async (answer) => void acks.push(answer) });
    return acks;
  }

  return {
    /** Any request, as it is. */
    deliver,
    type: (text: string) =>
      deliver({
        command: '/vpn',
        text,
        user_id: user.id,
        team_id: user.team_id,
        channel_id: channel.id,
        channel_name: channel.name,
        trigger_id: 'T1',
      }),
    press: (
      action: { action_id: string; block_id: string; value?: string; selected_option?: object },
      place: { readonly thread_ts?: string } = {},
    ) =>
      deliver({
        type: 'block_actions',
        user,
        team,
        channel,
        trigger_id: 'T1',
        container: { type: 'message', channel_id: channel.id, ...place },
        actions: [{ type: 'button', ...action }],
      }),
    /** An event of the Events API. */
    happen: (event: object) => deliver({ type: 'event_callback', team_id: team.id, event_id: 'Ev1', event }),
    /** A press on a Home tab, which has neither a channel nor a message. */
    pressOnHome: (
      home: { readonly callback_id?: string; readonly private_metadata?: string },
      id: string,
      action: { action_id: string; block_id: string; value?: string },
    ) =>
      deliver({
        type: 'block_actions',
        user: { ...user, id, name: id },
        team,
        trigger_id: 'T1',
        container: { type: 'view', view_id: 'V0HOME' },
        view: { id: 'V0HOME', type: 'home', ...home },
        actions: [{ type: 'button', ...action }],
      }),
    /** @param id The modal's: Slack gives each one that it opens another. */
    submit: (
      privateMetadata: string,
      values: object,
      id = 'V1',
      callbackId = 'kick',
      blocks: readonly object[] = [],
    ) =>
      deliver({
        type: 'view_submission',
        user,
        team,
        view: { id, callback_id: callbackId, private_metadata: privateMetadata, state: { values }, blocks },
      }),
  };
}
