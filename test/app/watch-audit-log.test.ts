import { expect, onTestFinished, test } from 'vitest';
import { compose } from '../../src/app/compose.ts';
import { composeHanded } from '../../src/app/handed-app.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';
import { anEntryDraft } from '../builders/an-entry-draft.ts';
import { MemoryLogger } from '../slack/memory-logger.ts';
import { anInstallation, silentObservers } from './an-installation.ts';

test('Bouncer is not ready while the audit log disagrees with the audit channel', async () => {
  const logger = new MemoryLogger();
  const bouncer = await compose((await anInstallation(1)).config, {
    ...silentObservers,
    slackLogger: logger,
  });
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));
  await expect.poll(() => logger.lines.join()).toContain('does not agree with the audit channel');

  expect(await bouncer.unready()).toMatch(/^the audit log does not agree with the audit channel: .*entry 1/);
});

test('Bouncer is ready while the audit log agrees with the audit channel', async () => {
  const bouncer = await compose((await anInstallation(0)).config, silentObservers);
  onTestFinished(() => bouncer.stop(0, Promise.resolve()));

  expect(await bouncer.unready()).toBeUndefined();
});

test('a worker on Lambda compares the audit log with the audit channel before it appends anything', async () => {
  let log: AuditLog | undefined;
  const bouncer = await composeHanded((await anInstallation(1)).config, silentObservers, (parts) => {
    if ('log' in parts) log = parts.log as AuditLog;
    return parts;
  });
  onTestFinished(() => bouncer.close());

  await expect(log?.append(anEntryDraft())).rejects.toMatchObject({ code: 'audit_unwritable' });
});
