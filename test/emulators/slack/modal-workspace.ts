import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Modal, Submit } from '../../../emulators/slack/protocol/client-protocol.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { slowed } from '../../e2e/support/eventually.ts';
import { type BoltBot, startSocketBot } from './bolt-bots.ts';
import { type PersonClient, personClient } from './person-client.ts';
import { webClient } from './web-client.ts';

/** A workspace with Helga, and a bot that answers a submission as its reason says. */
export interface ModalWorkspace {
  readonly slack: Slack;
  readonly bot: BoltBot;
  readonly web: WebClient;
  readonly helga: PersonClient;
  /** A trigger id, by a command that the person types now. */
  readonly trigger: (as?: string) => Promise<string>;
  readonly open: (title: string, more?: Partial<ModalView>) => Promise<{ id: string; hash: string }>;
  /** Clicks the button `step` in Helga's modal, and pushes another modal for it. */
  readonly push: (title: string, blocks: ModalView['blocks']) => Promise<unknown>;
  /** Helga's modal, once it passes the look. */
  readonly shownWith: (look: (modal: Modal) => boolean) => Promise<Modal>;
  readonly lastPayload: () => Readonly<Record<string, unknown>>;
  readonly stop: () => Promise<void>;
}

export async function startModalWorkspace(
  options: { readonly acknowledgeMs?: number; readonly now?: () => number } = {},
): Promise<ModalWorkspace> {
  const { acknowledgeMs = slowed(3_000), now = Date.now } = options;
  const slack = await startSlack({ now, limits: { acknowledgeMs } });
  const bot = await startAnsweringBot(slack);
  const web = webClient(slack);
  const helga = personClient(slack.url, 'U0HELGA');
  const lastPayload = () => slack.control.deliveries().at(-1)?.envelope.payload ?? {};
  const trigger = async (as = 'U0HELGA') => {
    await personClient(slack.url, as).say('C0HELPDESK', '/vpn');
    return String(lastPayload().trigger_id);
  };
  return {
    slack,
    bot,
    web,
    helga,
    trigger,
    lastPayload,
    open: async (title, more = {}) => {
      const { view } = await web.views.open({ trigger_id: await trigger(), view: modal(title, more) });
      return { id: view?.id ?? '', hash: view?.hash ?? '' };
    },
    push: async (title, blocks) => {
      const { modal: shown } = await helga.snapshot();
      await helga.act({ on: { kind: 'modal', id: shown?.id ?? '' }, blockId: 'steps', actionId: 'step' });
      const trigger_id = String(lastPayload().trigger_id);
      return await web.views.push({ trigger_id, view: modal(title, { blocks }) });
    },
    shownWith: (look) => helga.waitFor(({ modal: shown }) => (shown && look(shown) ? shown : undefined)),
    stop: async () => {
      await bot.stop();
      await slack.stop();
    },
  };
}

/** A modal with a required reason and an optional choice. */
export function modal(title: string, more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'kick',
    title: plain(title),
    submit: plain('End'),
    private_metadata: 'cvpn-1',
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'text', min_length: 5 },
      },
      {
        type: 'input',
        block_id: 'block',
        label: plain('Keep out'),
        optional: true,
        element: {
          type: 'static_select',
          action_id: 'for',
          options: [{ text: plain('1 h'), value: '1h' }],
          initial_option: { text: plain('1 h'), value: '1h' },
        },
      },
    ],
    ...more,
  };
}

/** A button that the bot acknowledges. */
export const stepBlocks: ModalView['blocks'] = [
  {
    type: 'actions',
    block_id: 'steps',
    elements: [{ type: 'button', action_id: 'step', text: plain('Next') }],
  },
];

export const reason = (text: string): Submit['values'] => ({ reason: { text } });

export function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function startAnsweringBot(slack: Slack): Promise<BoltBot> {
  return startSocketBot(slack, (app) => {
    app.command('/vpn', async ({ ack }) => await ack());
    app.action('step', async ({ ack }) => await ack());
    app.view({ callback_id: 'kick', type: 'view_closed' }, async ({ ack }) => await ack());
    app.view('kick', async ({ ack, view }) => {
      switch (view.state.values.reason?.text?.value) {
        case 'errors':
          return await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
        case 'wrong errors':
          return await ack({ response_action: 'errors', errors: { nowhere: 'Say more.' } });
        case 'update':
          return await ack({ response_action: 'update', view: modal('Updated') });
        case 'push!':
          return await ack({ response_action: 'push', view: modal('Pushed') });
        case 'clear':
          return await ack({ response_action: 'clear' });
        case 'silence':
          return;
        default:
          await ack();
      }
    });
  });
}
