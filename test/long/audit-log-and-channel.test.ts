import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canonicalJson } from '../../src/domain/audit-chain.ts';
import { resealed } from '../builders/an-entry-draft.ts';
import { answerAnywhere } from '../e2e/support/answer-anywhere.ts';
import { textOf } from '../e2e/support/elements.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { type TestWorkspace, type TestWorkspaceOptions, tableName } from '../e2e/support/test-workspace.ts';
import { useTestWorkspace } from '../e2e/support/use-test-workspace.ts';

describe('at the start, the audit log is compared with the audit channel', () => {
  it.each<[string, (workspace: TestWorkspace) => Promise<unknown>, RegExp]>([
    [
      'its last entry was deleted',
      async (at) => changeRecord(at, 'DELETE FROM entry WHERE seq = 3'),
      /entry 3 is missing/,
    ],
    [
      'it was emptied',
      async (at) => changeRecord(at, 'DELETE FROM entry'),
      /audit log is empty.*entries 1 to 3 are missing/,
    ],
    [
      'its file was deleted',
      async (at) => removeRecord(at),
      /audit log is empty.*entries 1 to 3 are missing/,
    ],
    [
      'its file was replaced by one of 0 bytes',
      async (at) => {
        await removeRecord(at);
        await writeFile(join(at.folder, 'bouncer.db'), '');
      },
      /audit log is empty.*entries 1 to 3 are missing/,
    ],
    [
      'its last entry was replaced by another one that fits',
      async (at) => {
        const forged = canonicalJson(resealed({ ...(await at.entries())[2], reason: 'forged' }));
        return changeRecord(at, `UPDATE entry SET json = '${forged}' WHERE seq = 3`);
      },
      /entry 3 of the audit log isn’t the one/,
    ],
  ])(
    '%s: reported in the log, by /readyz, in the channel and by doctor, and nothing is recorded',
    async (_title, change, problem) => {
      const workspace = await aWorkspaceWithThreeEntries();
      await workspace.bot().stop();
      const announced = (await auditTexts(workspace)).length;
      await change(workspace);
      const left = (await workspace.entries().catch(() => [])).length;

      await workspace.startAgain();
      const told = await workspace
        .as('omar')
        .in('audit')
        .sees('the alarm', (message) => textOf(message).includes('doesn’t agree'));
      const readiness = await readyz(workspace);
      const refused = await answerAnywhere(
        workspace.as('lena'),
        'leads',
        '/vpn kick bob@example.com because',
      );
      const doctor = await workspace.run('doctor');

      expect(readiness.status).toBe(503);
      expect(readiness.text).toMatch(/^the audit log does not agree with the audit channel: /);
      expect(readiness.text).toMatch(problem);
      expect(textOf(told)).toContain('audit accept-head');
      expect(workspace.bot().log()).toMatch(
        /"level":"error".*the audit log does not agree with the audit channel/,
      );
      expect(doctor.exitCode).toBe(1);
      expect(doctor.stdout).toMatch(/^wrong\s+record\s/m);
      expect(refused).not.toBe('');
      expect(await workspace.entries()).toHaveLength(left);
      expect(await auditTexts(workspace)).toHaveLength(announced + 1);
    },
  );

  it('an acceptance by an operator is recorded and announced, and Bouncer works again without a restart', async () => {
    const workspace = await aWorkspaceWithThreeEntries();
    await workspace.bot().stop();
    await changeRecord(workspace, 'DELETE FROM entry WHERE seq > 1');
    await workspace.startAgain();
    await eventually('the bot being unready', async () =>
      (await readyz(workspace)).status === 503 ? true : undefined,
    );
    const before = await auditTexts(workspace);
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');

    const helga = workspace.as('helga');
    await submitKick(helga, 'helpdesk', session);
    const refused = await helga
      .inDirectMessage()
      .sees('the refusal', (message) => textOf(message).includes('takes no action without it'));
    const without = await workspace.run('audit', 'accept-head');
    const accepted = await workspace.run('audit', 'accept-head', '--reason', 'backup of Monday restored');
    await eventually('the bot being ready', async () =>
      (await readyz(workspace)).status === 200 ? true : undefined,
    );
    await answerAnywhere(workspace.as('lena'), 'leads', '/vpn kick bob@example.com because');
    await workspace
      .as('omar')
      .in('audit')
      .sees('the next entry', ({ text }) => text.includes('· entry 3 ·'));
    const again = await workspace.run('audit', 'accept-head', '--reason', 'once more');

    expect(textOf(refused)).toContain('takes no action without it');
    expect(workspace.terminations()).toEqual([]);
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain('--reason');
    expect(accepted).toMatchObject({ exitCode: 0 });
    const entries = await workspace.entries();
    expect(entries.map(({ kind }) => kind)).toEqual(['refused', 'head-accepted', 'refused']);
    expect(entries[1]).toMatchObject({
      reason: 'backup of Monday restored',
      detail: expect.stringContaining('entry 3'),
    });
    // What was announced of the entries that are gone still stands there.
    const after = await auditTexts(workspace);
    for (const text of before.filter((one) => one.includes('· entry'))) expect(after).toContain(text);
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Nothing to accept') });
    expect(await workspace.entries()).toHaveLength(3);
    expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
    expect((await workspace.run('doctor')).stdout).toMatch(/^ok\s+record\s/m);
  });

  it('an audit channel that cannot be read at the start blocks nothing, and is read again', async () => {
    const workspace = await aWorkspaceWithThreeEntries();
    await workspace.bot().stop();
    workspace.slack.control.orderFault({
      method: 'conversations.history',
      times: null,
      fault: { kind: 'status', status: 503 },
    });
    await workspace.startAgain();
    await answerAnywhere(workspace.as('lena'), 'leads', '/vpn kick bob@example.com because');
    expect((await readyz(workspace)).status).toBe(200);
    expect(await workspace.entries()).toHaveLength(4);
    expect(workspace.bot().log()).toContain('not compared with the audit channel yet');
    await workspace
      .as('omar')
      .in('audit')
      .sees('the fourth entry', ({ text }) => text.includes('· entry 4 ·'));

    await workspace.bot().stop();
    await changeRecord(workspace, 'DELETE FROM entry WHERE seq = 4');
    await workspace.startAgain();
    expect((await readyz(workspace)).status).toBe(200);
    workspace.slack.control.endFaults();

    await eventually('the bot being unready', async () =>
      (await readyz(workspace)).status === 503 ? true : undefined,
    );
  });

  it('an audit log in DynamoDB is compared as well', async () => {
    const workspace = await aWorkspaceWithThreeEntries({ store: 'dynamodb' });
    await workspace.bot().stop();
    await deleteItem(workspace, 3);

    await workspace.startAgain();

    await eventually('the bot being unready', async () =>
      (await readyz(workspace)).status === 503 ? true : undefined,
    );
    expect((await workspace.run('doctor')).stdout).toMatch(/^wrong\s+record\s.*entry 3 is missing/m);
    expect(await workspace.run('audit', 'accept-head', '--reason', 'lost in a restore')).toMatchObject({
      exitCode: 0,
    });
    expect((await workspace.run('doctor')).stdout).toMatch(/^ok\s+record\s/m);
  });
});

describe('on Lambda, each worker compares the audit log when it starts', () => {
  it('and terminates nothing while the end of the audit log is missing', async () => {
    const workspace = await openLambdaTestWorkspace();
    onTestFinished(() => workspace.close());
    const [ended = '', session = ''] = workspace.connect('prod-eu', 'bob@example.com', 2);
    const helga = workspace.as('helga');
    await submitKick(helga, 'helpdesk', ended);
    await helga.in('audit').sees('the end', ({ text }) => text.includes('· entry 3 ·'));
    await workspace.kill();
    await deleteItem(workspace, 3);
    await workspace.startAgain();

    await submitKick(helga, 'helpdesk', session);
    await helga
      .inDirectMessage()
      .sees('the refusal', (message) => textOf(message).includes('takes no action without it'));

    await helga.in('audit').sees('the alarm', (message) => textOf(message).includes('entry 3 is missing'));
    expect(workspace.terminations(session)).toEqual([]);
    expect(await workspace.entries()).toHaveLength(2);
  });
});

async function aWorkspaceWithThreeEntries(options: TestWorkspaceOptions = {}): Promise<TestWorkspace> {
  const workspace = await useTestWorkspace(options);
  await threeEntries(workspace);
  return workspace;
}

async function threeEntries(workspace: TestWorkspace): Promise<void> {
  for (const reason of ['because I can', 'because I want', 'because']) {
    await answerAnywhere(workspace.as('lena'), 'leads', `/vpn kick bob@example.com ${reason}`);
  }
  await workspace
    .as('omar')
    .in('audit')
    .sees('the third entry', ({ text }) => text.includes('· entry 3 ·'));
}

/** As somebody would who has the file, and knows how to get past its triggers. */
function changeRecord({ folder }: TestWorkspace, sql: string): void {
  using sqlite = new DatabaseSync(join(folder, 'bouncer.db'));
  const triggers = sqlite.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER ${name}`);
  sqlite.exec(sql);
  for (const { sql: again } of triggers) sqlite.exec(String(again));
}

async function removeRecord({ folder }: TestWorkspace): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) await rm(join(folder, `bouncer.db${ending}`), { force: true });
}

async function deleteItem({ environment }: TestWorkspace, seq: number): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAFORGER0000000000', secretAccessKey: 'secret' },
  });
  const Key = { pk: { S: 'audit' }, sk: { S: String(seq).padStart(16, '0') } };
  await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
  client.destroy();
}

async function readyz(workspace: TestWorkspace) {
  const response = await fetch(`${workspace.bot().address}/readyz`);
  return { status: response.status, text: await response.text() };
}

async function auditTexts(workspace: TestWorkspace): Promise<readonly string[]> {
  return (await workspace.as('omar').in('audit').messages()).map(({ text }) => text);
}
