import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { compose } from '../../src/app/compose.ts';
import type { Config } from '../../src/config/load-config.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';
import { anInstallation, silentObservers } from './an-installation.ts';

/** Refused, since #leads may not kick: that is recorded. */
const command = new URLSearchParams({
  command: '/vpn',
  text: 'kick bob@example.com because it hangs',
  user_id: 'U0LENA',
  team_id: 'T0ACME',
  channel_id: 'C0LEADS',
  channel_name: 'leads',
  trigger_id: '1.2.made-up',
}).toString();

/** The life of one process over HTTP, in which Slack delivers the command once. @returns What it logged and recorded. */
async function liveThroughCommand(
  config: Config,
  signingSecret: string,
  isDone: (phase: ConnectionPhase) => boolean,
) {
  const phase: ConnectionPhase = { logger: new MemoryLogger(), kinds: [] };
  const bouncer = await compose(config, {
    ...silentObservers,
    slackLogger: phase.logger,
    onEntry: ({ kind }) => phase.kinds.push(kind),
  });
  const server = createServer(bouncer.requestListener);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { status } = await fetch(
    `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`,
    {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signatureOf(command, timestamp, signingSecret),
      },
      body: command,
    },
  );
  expect(status).toBe(200);
  await expect.poll(() => isDone(phase)).toBe(true);
  await bouncer.stop(10_000, Promise.resolve());
  return phase;
}

interface ConnectionPhase {
  readonly logger: MemoryLogger;
  readonly kinds: string[];
}

test('a request that an earlier process carried out is not carried out again', async () => {
  const { config, signingSecret } = await anInstallation(0);
  await liveThroughCommand(config, signingSecret, ({ kinds }) => kinds.length > 0);

  const { kinds, logger } = await liveThroughCommand(
    config,
    signingSecret,
    (phase) => phase.kinds.length > 0 || phase.logger.lines.join().includes('replayed'),
  );

  expect(kinds).toEqual([]);
  expect(logger.lines.join()).toContain('a request was replayed, and is not worked on again');
});
