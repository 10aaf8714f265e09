import { createServer } from 'node:http';
import { acme } from './acme.ts';
import { type Control, createControl } from './control/control.ts';
import type { Delivery } from './delivery/delivery.ts';
import { DeliveryLog } from './delivery/delivery-log.ts';
import { SignedHttp } from './delivery/signed-http.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { Credentials } from './model/credentials.ts';
import { type Limits, slackLimits } from './model/limits.ts';
import { loadManifest } from './model/manifest.ts';
import { Workspace } from './model/workspace.ts';
import type { WorkspaceContent } from './model/workspace-content.ts';
import type { Page } from './page.ts';
import { answerRequests } from './routes.ts';
import { CallLog } from './web-api/call-log.ts';
import { CallRates } from './web-api/call-rates.ts';
import { Faults } from './web-api/faults.ts';
import { MessageRate } from './web-api/message-rate.ts';
import { listen } from './wire/listen.ts';

export interface SlackOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly manifest?: string | URL;
  readonly content?: WorkspaceContent;
  /** How commands and clicks reach the app: Socket Mode by default. */
  readonly delivery?: DeliveryChoice;
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
  /** Chooses what answers leave out where Slack does not always send it; 1 by default. */
  readonly seed?: number;
  readonly page?: Page;
  /** Control address of the emulated VPN that was started beside the workspace, for the page. */
  readonly vpnUrl?: string;
}

export type DeliveryChoice = { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string };

/** A running workspace, and what an app needs to be installed in it; `control.rotate` replaces that. */
export interface Slack {
  readonly url: string;
  /** For `SLACK_API_URL`; ends with a slash. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly control: Control;
  readonly stop: () => Promise<void>;
}

/** Not secrets: the workspace is made up, and answers on this machine alone. */
const firstCredentials = {
  botToken: 'xoxb-emulated-bot-token',
  appToken: 'xapp-emulated-app-token',
  signingSecret: 'emulated-signing-secret',
};

/**
 * Starts an emulated Slack workspace with the app of the manifest installed.
 * Rejects where the port is taken or the manifest cannot be read.
 */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const { content = acme, now = Date.now, seed = 1, delivery = { kind: 'socket' } } = options;
  const limits = { ...slackLimits, ...options.limits };
  const manifest = await loadManifest(options.manifest ?? new URL('../../manifest.yml', import.meta.url));
  const workspace = new Workspace({ content, manifest, limits, now, seed });
  const credentials = new Credentials(firstCredentials);
  const { socketMode, way } = deliveryFor(delivery, workspace, limits, credentials);
  const deliveries = new DeliveryLog(way, now);
  const parts = {
    workspace,
    credentials,
    deliveries,
    socketMode,
    calls: new CallLog(now),
    callRates: new CallRates(now, limits.tierOf),
    faults: new Faults(),
    messageRate: new MessageRate(now),
  };
  const control = createControl(parts);
  let url = '';
  const answer = answerRequests({
    ...parts,
    control,
    socketUrl: () => `${url.replace('http', 'ws')}${socketMode.issueTicket()}`,
    address: () => url,
    onBotCall: () => {
      if (delivery.kind === 'http') workspace.setBotOnline(true);
    },
    context: {
      workspace,
      deliver: (envelope) => deliveries.deliver(envelope),
      eventRetriesMs: limits.eventRetriesMs,
      address: () => url,
    },
    page: options.page,
    vpnUrl: options.vpnUrl ?? null,
  });
  const server = createServer((request, response) => {
    response.setHeader('date', new Date(now()).toUTCString());
    answer(request, response);
  });
  server.on('upgrade', (request, socket, head) => socketMode.accept(request, socket, head));
  url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return {
    url,
    apiUrl: `${url}/api/`,
    ...firstCredentials,
    control,
    stop: async () => {
      await socketMode.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * The delivery to the app. Sockets are accepted with either delivery, as in Slack, but receive envelopes only in Socket
 * Mode.
 */
function deliveryFor(
  choice: DeliveryChoice,
  workspace: Workspace,
  limits: Limits,
  credentials: Credentials,
): { readonly socketMode: SocketMode; readonly way: Delivery } {
  const socketMode = new SocketMode({
    limits,
    appId: workspace.content.app.id,
    onCountChange: (connections) => {
      if (choice.kind === 'socket') workspace.setBotOnline(connections > 0);
    },
  });
  if (choice.kind === 'socket') return { socketMode, way: socketMode };
  const way = new SignedHttp({
    url: choice.url,
    signingSecret: () => credentials.now.signingSecret,
    now: workspace.now,
    acknowledgeMs: limits.acknowledgeMs,
    onReachable: (isReachable) => workspace.setBotOnline(isReachable),
    newId: workspace.newId,
  });
  return { socketMode, way };
}
