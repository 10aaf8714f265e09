import { expect, onTestFinished, test } from 'vitest';
import { compose } from '../../src/app/compose.ts';
import { composeHanded } from '../../src/app/handed-app.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { anEntryDraft } from '../builders/an-entry-draft.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';
import { aScene, onlookers } from './a-scene.ts';

test('the bot is unready while the record does not agree with the audit channel', async () => {
  const logger = new MemoryLogger();
  const bouncer = await compose((await aScene(1)).config, { ...onlookers, slackLogger: logger });
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));
  await expect.poll(() => logger.lines.join()).toContain('does not agree with the audit channel');

  expect(await bouncer.unready()).toMatch(/^the record does not agree with the audit channel: .*entry 1/);
});

test('the bot is ready while the record agrees with the audit channel', async () => {
  const bouncer = await compose((await aScene(0)).config, onlookers);
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));

  expect(await bouncer.unready()).toBeUndefined();
});

test('a worker on Lambda compares the record with the audit channel before it records anything', async () => {
  let log: AuditLog | undefined;
  const bouncer = await composeHanded((await aScene(1)).config, onlookers, (parts) => {
    if ('log' in parts) log = parts.log as AuditLog;
    return parts;
  });
  onTestFinished(() => bouncer.close());

  await expect(log?.append(anEntryDraft())).rejects.toMatchObject({ code: 'audit_unwritable' });
});
