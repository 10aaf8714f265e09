import { parseArgs } from 'node:util';
import { acmeOnGrid } from './acme-on-grid.ts';
import type { Slack, SlackOptions } from './start-slack.ts';

export const usage = `Emulates a Slack workspace with this app installed.

  npm run emulator:slack -- [options]

  --port N          port to listen on; 0 takes a free one (default 4600)
  --host ADDRESS    address to listen on (default 127.0.0.1)
  --manifest PATH   the app's manifest (default manifest.yml)
  --http URL        deliver by signed requests to this address instead of Socket Mode
  --grid            the workspace is one of several of an Enterprise Grid organization
  --seed N          chooses the fields that answers leave out (default 1)
  --vpn-url URL     control address of the emulated VPN, for the page
  --help            this text
`;

/** Returns the options, or the sentence that says what is wrong with the arguments. */
export function parseCommandLine(
  args: readonly string[],
): SlackOptions | 'help' | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '4600' },
        host: { type: 'string', default: '127.0.0.1' },
        manifest: { type: 'string' },
        http: { type: 'string' },
        'vpn-url': { type: 'string' },
        grid: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      return { wrong: `--port takes a number from 0 to 65535, not "${values.port}".` };
    }
    if (values.http !== undefined && !URL.canParse(values.http)) {
      return { wrong: `--http takes an address, not "${values.http}".` };
    }
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed)) return { wrong: `--seed takes a whole number, not "${values.seed}".` };
    return {
      port,
      seed,
      ...(values.grid ? { content: acmeOnGrid } : {}),
      host: values.host,
      ...(values.manifest === undefined ? {} : { manifest: values.manifest }),
      ...(values.http === undefined ? {} : { delivery: { kind: 'http', url: values.http } }),
      ...(values['vpn-url'] === undefined ? {} : { vpnUrl: values['vpn-url'] }),
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** Returns the line that says where the workspace is and what an app needs to join it. */
export function addressLine(slack: Slack, { delivery }: SlackOptions): string {
  const way =
    delivery?.kind === 'http'
      ? `SLACK_SIGNING_SECRET=${slack.signingSecret}`
      : `SLACK_APP_TOKEN=${slack.appToken}`;
  return `Slack at ${slack.url}  SLACK_API_URL=${slack.apiUrl} SLACK_BOT_TOKEN=${slack.botToken} ${way}`;
}
