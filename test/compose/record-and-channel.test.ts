import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../emulators/slack/start-slack.ts';
import { compose } from '../../src/compose/compose.ts';
import { composeHanded } from '../../src/compose/compose-handed.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { messagePoster } from '../../src/slack/message-poster.ts';
import { keptKeys } from '../../src/slack/slack-keys.ts';
import { auditView } from '../../src/slack/views/audit-view.ts';
import { webClients } from '../../src/slack/web-clients.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { MovedClock } from '../doubles/moved-clock.ts';
import { acmeConfig, writeConfig } from '../journeys/support/bot-config.ts';
import { environmentFor } from '../journeys/support/company.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';

const onlookers = {
  slackLogger: new MemoryLogger(),
  diagnostics: { report: () => {} },
  onAwsCall: () => {},
  onClockSet: () => {},
  onRequest: () => {},
  onEntry: () => {},
  tally: { command: () => {}, refusal: () => {} },
};

/** The configuration of a bot whose record is empty, and whose audit channel shows an entry or none. */
async function aConfig(shownEntries: number) {
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
  return loadConfig({ ...environment, BOUNCER_CONFIG: await writeConfig(folder, acmeConfig) });
}

test('the bot is unready while the record does not agree with the audit channel', async () => {
  const logger = new MemoryLogger();
  const bouncer = await compose(await aConfig(1), { ...onlookers, slackLogger: logger });
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));
  await expect.poll(() => logger.lines.join()).toContain('does not agree with the audit channel');

  expect(await bouncer.unready()).toMatch(/^the record does not agree with the audit channel: .*entry 1/);
});

test('the bot is ready while the record agrees with the audit channel', async () => {
  const bouncer = await compose(await aConfig(0), onlookers);
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));

  expect(await bouncer.unready()).toBeUndefined();
});

test('a worker on Lambda compares the record with the audit channel before it records anything', async () => {
  let log: AuditLog | undefined;
  const bouncer = await composeHanded(await aConfig(1), onlookers, (parts) => {
    if ('log' in parts) log = parts.log as AuditLog;
    return parts;
  });
  onTestFinished(() => bouncer.close());

  await expect(log?.append(anEntryDraft())).rejects.toMatchObject({ code: 'audit_unwritable' });
});
