import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startSlack } from '../../emulators/slack/start-slack.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { auditView } from '../../src/features/audit/audit-message.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { keptKeys } from '../../src/slack/slack-keys.ts';
import { webClients } from '../../src/slack/web-clients.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { acmeConfig, writeConfig } from '../e2e/support/bot-config.ts';
import { environmentFor } from '../e2e/support/test-workspace.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';

/** Observers that ignore everything. */
export const silentObservers = {
  slackLogger: new MemoryLogger(),
  diagnostics: { report: () => {} },
  onAwsCall: () => {},
  onClockSet: () => {},
  onRequest: () => {},
  onEntry: () => {},
  usage: { command: () => {}, denial: () => {} },
};

/** A workspace, and a configuration with an empty audit log, whose audit channel shows this many entries. */
export async function anInstallation(shownEntries: number) {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const slack = await startSlack({ delivery: { kind: 'http', url: 'http://127.0.0.1:1' } });
  onTestFinished(() => slack.stop());
  const keys = keptKeys(
    async () => ({
      botToken: slack.botToken,
      appToken: undefined,
      signingSecret: undefined,
      before: undefined,
    }),
    () => 0,
    () => {},
  );
  const { posting } = webClients(keys, slack.apiUrl, new MemoryLogger());
  const poster = messagePoster(posting, new MovedClock());
  for (const entry of aChain(Array.from({ length: shownEntries }, () => anEntryDraft())))
    await poster.post('C0AUDIT', auditView([entry]), `entry ${entry.seq}`);

  const environment = environmentFor(slack, { url: 'http://127.0.0.1:1' }, 'http');
  const config = loadConfig({ ...environment, BOUNCER_CONFIG: await writeConfig(folder, acmeConfig) });
  return { config, signingSecret: slack.signingSecret };
}
