import { createServer } from 'node:http';
import { acme } from './acme.ts';
import { type Control, createControl } from './control/control.ts';
import { Faults } from './control/faults.ts';
import { DeliveryLog } from './delivery/delivery-log.ts';
import { SignedHttp } from './delivery/signed-http.ts';
import { SocketMode } from './delivery/socket-mode.ts';
import { type Limits, slackLimits } from './limits.ts';
import { loadManifest } from './manifest.ts';
import { Workspace } from './model/workspace.ts';
import type { WorkspaceContent } from './model/workspace-content.ts';
import { CallLog } from './web-api/call-log.ts';
import { MessageRate } from './web-api/message-rate.ts';
import { listen } from './wire/listen.ts';
import type { Page } from './wire/page.ts';
import { answerRequests } from './wire/routes.ts';

export interface SlackOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly manifest?: string | URL;
  readonly content?: WorkspaceContent;
  /** How commands and clicks reach the app: Socket Mode unless told otherwise. */
  readonly delivery?: { readonly kind: 'socket' } | { readonly kind: 'http'; readonly url: string };
  readonly limits?: Partial<Limits>;
  readonly now?: () => number;
  readonly page?: Page;
  /** Control address of the emulated VPN that was started beside the workspace, for the page. */
  readonly vpnUrl?: string;
}

/** A running workspace, and what an app needs to be installed in it. */
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
const credentials = {
  botToken: 'xoxb-emulated-bot-token',
  appToken: 'xapp-emulated-app-token',
  signingSecret: 'emulated-signing-secret',
};

/**
 * Starts an emulated Slack workspace with the app of the manifest installed.
 * Throws where the port is taken or the manifest cannot be read.
 */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const now = options.now ?? Date.now;
  const content = options.content ?? acme;
  const limits = { ...slackLimits, ...options.limits };
  const manifest = await loadManifest(options.manifest ?? new URL('../../manifest.yml', import.meta.url));
  const workspace = new Workspace({ content, manifest, limits, now });
  const { delivery = { kind: 'socket' } } = options;
  const isSocket = delivery.kind === 'socket';
  const socketMode = new SocketMode({
    limits,
    appId: content.app.id,
    onCountChange: (connections) => {
      if (isSocket) workspace.setBotOnline(connections > 0);
    },
  });
  const way = isSocket
    ? socketMode
    : new SignedHttp({
        url: delivery.url,
        signingSecret: credentials.signingSecret,
        now,
        acknowledgeMs: limits.acknowledgeMs,
        onReachable: (isReachable) => workspace.setBotOnline(isReachable),
      });
  const deliveries = new DeliveryLog(way, now);
  const calls = new CallLog(now);
  const faults = new Faults();
  const messageRate = new MessageRate(now);
  const control = createControl({ workspace, calls, deliveries, faults, messageRate, socketMode });
  let url = '';
  const server = createServer(
    answerRequests({
      workspace,
      ...credentials,
      calls,
      faults,
      messageRate,
      control,
      socketUrl: () => `${url.replace('http', 'ws')}${socketMode.issueTicket()}`,
      onBotCall: () => {
        if (!isSocket) workspace.setBotOnline(true);
      },
      stage: { workspace, deliver: (envelope) => deliveries.deliver(envelope), address: () => url },
      page: options.page,
      vpnUrl: options.vpnUrl ?? null,
    }),
  );
  server.on('upgrade', (request, socket, head) => socketMode.accept(request, socket, head));
  url = await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  return {
    url,
    apiUrl: `${url}/api/`,
    ...credentials,
    control,
    stop: async () => {
      await socketMode.stop();
      await way.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
