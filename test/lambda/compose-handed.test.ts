import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../emulators/slack/start-slack.ts';
import { composeHanded } from '../../src/app/handed-app.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { acmeConfig, writeConfig } from '../e2e/support/bot-config.ts';
import { environmentFor } from '../e2e/support/test-workspace.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';

test('all that acts, tells or waits can be taken away from the bot, its messages included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-handed-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const slack = await startSlack({ delivery: { kind: 'http', url: 'http://127.0.0.1:1' } });
  onTestFinished(() => slack.stop());
  const environment = environmentFor(slack, { url: 'http://127.0.0.1:1' }, 'http');
  const config = loadConfig({ ...environment, BOUNCER_CONFIG: await writeConfig(folder, acmeConfig) });
  const taken = new Set<string>();

  const bouncer = await composeHanded(config, onlookers, (parts) => {
    for (const name of Object.keys(parts)) taken.add(name);
    return parts;
  });
  bouncer.close();

  for (const part of ['poster', 'messages', 'clock', 'announcer', 'vpn', 'log', 'jobs', 'locks'])
    expect(taken).toContain(part);
});

const onlookers = {
  slackLogger: new MemoryLogger(),
  diagnostics: { report: () => {} },
  onAwsCall: () => {},
  onClockSet: () => {},
  onRequest: () => {},
  onEntry: () => {},
  usage: { command: () => {}, denial: () => {} },
};
