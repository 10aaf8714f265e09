import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/domain/audit-chain.ts';
import { resealed } from '../builders/an-entry-draft.ts';
import { type Company, type CompanyOptions, openCompany, tableName } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { type LambdaCompany, openLambdaCompany } from './support/lambda/lambda-company.ts';
import { submitKick } from './support/submit-kick.ts';

/** A comparison that failed is made again after ten seconds. */
const comparedAgainMs = 40_000;

describe('at the start, the record is compared with the audit channel', { timeout: 120_000 }, () => {
  let company: Company;
  afterEach(() => company.close());

  it.each<[string, (company: Company) => Promise<unknown>, RegExp]>([
    [
      'its last entry was deleted',
      async (at) => changeRecord(at, 'DELETE FROM entry WHERE seq = 3'),
      /entry 3 is missing/,
    ],
    [
      'it was emptied',
      async (at) => changeRecord(at, 'DELETE FROM entry'),
      /record is empty.*entries 1 to 3 are missing/,
    ],
    ['its file was deleted', async (at) => removeRecord(at), /record is empty.*entries 1 to 3 are missing/],
    [
      'its file was replaced by one of 0 bytes',
      async (at) => {
        await removeRecord(at);
        await writeFile(join(at.folder, 'bouncer.db'), '');
      },
      /record is empty.*entries 1 to 3 are missing/,
    ],
    [
      'its last entry was replaced by another one that fits',
      async (at) => {
        const forged = canonicalJson(resealed({ ...(await at.entries())[2], reason: 'forged' }));
        return changeRecord(at, `UPDATE entry SET json = '${forged}' WHERE seq = 3`);
      },
      /entry 3 of the record is another one/,
    ],
  ])(
    '%s: said in the log, by /readyz, in the channel and by doctor, and nothing is recorded',
    async (_title, change, problem) => {
      company = await aCompanyWithThreeEntries();
      await company.bot().stop();
      const announced = (await auditTexts(company)).length;
      await change(company);
      const left = (await company.entries().catch(() => [])).length;

      await company.revive();
      const told = await company
        .as('omar')
        .in('audit')
        .sees('the alarm', (message) => textOf(message).includes('does not agree'));
      const readiness = await readyz(company);
      const refused = await company.as('lena').in('leads').asks('/vpn kick bob@example.com because');
      const doctor = await company.run('doctor');

      expect(readiness.status).toBe(503);
      expect(readiness.text).toMatch(/^the record does not agree with the audit channel: /);
      expect(readiness.text).toMatch(problem);
      expect(textOf(told)).toContain('audit accept-head');
      expect(company.bot().log()).toMatch(
        /"level":"error".*the record does not agree with the audit channel/,
      );
      expect(doctor.exitCode).toBe(1);
      expect(doctor.stdout).toMatch(/^wrong\s+record\s/m);
      expect(textOf(refused)).not.toBe('');
      expect(await company.entries()).toHaveLength(left);
      expect(await auditTexts(company)).toHaveLength(announced + 1);
    },
  );

  it('a new beginning that an operator accepts is recorded and announced, and the bot works again without a restart', async () => {
    company = await aCompanyWithThreeEntries();
    await company.bot().stop();
    await changeRecord(company, 'DELETE FROM entry WHERE seq > 1');
    await company.revive();
    await eventually('the bot being unready', async () =>
      (await readyz(company)).status === 503 ? true : undefined,
    );
    const before = await auditTexts(company);
    const [session = ''] = company.connect('prod-eu', 'bob@example.com');

    const helga = company.as('helga');
    await submitKick(helga, 'helpdesk', session);
    const refused = await helga
      .inDirectMessage()
      .sees('the refusal', (message) => textOf(message).includes('nothing is done without a record'));
    const without = await company.run('audit', 'accept-head');
    const accepted = await company.run('audit', 'accept-head', '--reason', 'backup of Monday restored');
    await eventually(
      'the bot being ready',
      async () => ((await readyz(company)).status === 200 ? true : undefined),
      comparedAgainMs,
    );
    await company.as('lena').in('leads').asks('/vpn kick bob@example.com because');
    await company
      .as('omar')
      .in('audit')
      .sees('the next entry', ({ text }) => text.includes('· entry 3 ·'));
    const again = await company.run('audit', 'accept-head', '--reason', 'once more');

    expect(textOf(refused)).toContain('nothing is done without a record');
    expect(company.terminations()).toEqual([]);
    expect(without.exitCode).toBe(1);
    expect(without.stderr).toContain('--reason');
    expect(accepted).toMatchObject({ exitCode: 0 });
    const entries = await company.entries();
    expect(entries.map(({ kind }) => kind)).toEqual(['refused', 'head-accepted', 'refused']);
    expect(entries[1]).toMatchObject({
      reason: 'backup of Monday restored',
      detail: expect.stringContaining('entry 3'),
    });
    // What was announced of the entries that are gone still stands there.
    const after = await auditTexts(company);
    for (const text of before.filter((one) => one.includes('· entry'))) expect(after).toContain(text);
    expect(again).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('Nothing to accept') });
    expect(await company.entries()).toHaveLength(3);
    expect(await company.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
    expect((await company.run('doctor')).stdout).toMatch(/^ok\s+record\s/m);
  });

  it('a channel that cannot be read at the start stops nothing, and is read again', async () => {
    company = await aCompanyWithThreeEntries();
    await company.bot().stop();
    company.slack.control.orderFault({
      method: 'conversations.history',
      times: null,
      fault: { kind: 'status', status: 503 },
    });
    await company.revive();
    await company.as('lena').in('leads').asks('/vpn kick bob@example.com because');
    expect((await readyz(company)).status).toBe(200);
    expect(await company.entries()).toHaveLength(4);
    expect(company.bot().log()).toContain('not compared with the audit channel yet');
    await company
      .as('omar')
      .in('audit')
      .sees('the fourth entry', ({ text }) => text.includes('· entry 4 ·'));

    await company.bot().stop();
    await changeRecord(company, 'DELETE FROM entry WHERE seq = 4');
    await company.revive();
    expect((await readyz(company)).status).toBe(200);
    company.slack.control.endFaults();

    await eventually(
      'the bot being unready',
      async () => ((await readyz(company)).status === 503 ? true : undefined),
      comparedAgainMs,
    );
  });

  it('in DynamoDB as well', async () => {
    company = await aCompanyWithThreeEntries({ store: 'dynamodb' });
    await company.bot().stop();
    await deleteItem(company, 3);

    await company.revive();

    await eventually('the bot being unready', async () =>
      (await readyz(company)).status === 503 ? true : undefined,
    );
    expect((await company.run('doctor')).stdout).toMatch(/^wrong\s+record\s.*entry 3 is missing/m);
    expect(await company.run('audit', 'accept-head', '--reason', 'lost in a restore')).toMatchObject({
      exitCode: 0,
    });
    expect((await company.run('doctor')).stdout).toMatch(/^ok\s+record\s/m);
  });
});

describe('on Lambda, each worker compares the record when it begins', { timeout: 120_000 }, () => {
  let company: LambdaCompany;
  afterEach(() => company.close());

  it('and ends no session while the end of the record is missing', async () => {
    company = await openLambdaCompany();
    const [ended = '', session = ''] = company.connect('prod-eu', 'bob@example.com', 2);
    const helga = company.as('helga');
    await submitKick(helga, 'helpdesk', ended);
    await helga.in('audit').sees('the end', ({ text }) => text.includes('· entry 3 ·'));
    await company.kill();
    await deleteItem(company, 3);
    await company.revive();

    await submitKick(helga, 'helpdesk', session);
    await helga
      .inDirectMessage()
      .sees('the refusal', (message) => textOf(message).includes('nothing is done without a record'));

    await helga.in('audit').sees('the alarm', (message) => textOf(message).includes('entry 3 is missing'));
    expect(company.terminations(session)).toEqual([]);
    expect(await company.entries()).toHaveLength(2);
  });
});

async function aCompanyWithThreeEntries(options: CompanyOptions = {}): Promise<Company> {
  const company = await openCompany(options);
  await threeEntries(company);
  return company;
}

async function threeEntries(company: Company): Promise<void> {
  for (const reason of ['because I can', 'because I want', 'because']) {
    await company.as('lena').in('leads').asks(`/vpn kick bob@example.com ${reason}`);
  }
  await company
    .as('omar')
    .in('audit')
    .sees('the third entry', ({ text }) => text.includes('· entry 3 ·'));
}

/** As somebody would who has the file, and knows how to get past its triggers. */
function changeRecord({ folder }: Company, sql: string): void {
  using sqlite = new DatabaseSync(join(folder, 'bouncer.db'));
  const triggers = sqlite.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER ${name}`);
  sqlite.exec(sql);
  for (const { sql: again } of triggers) sqlite.exec(String(again));
}

async function removeRecord({ folder }: Company): Promise<void> {
  for (const ending of ['', '-wal', '-shm']) await rm(join(folder, `bouncer.db${ending}`), { force: true });
}

async function deleteItem({ environment }: Company, seq: number): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAFORGER0000000000', secretAccessKey: 'secret' },
  });
  const Key = { pk: { S: 'audit' }, sk: { S: String(seq).padStart(16, '0') } };
  await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
  client.destroy();
}

async function readyz(company: Company) {
  const response = await fetch(`${company.bot().address}/readyz`);
  return { status: response.status, text: await response.text() };
}

async function auditTexts(company: Company): Promise<readonly string[]> {
  return (await company.as('omar').in('audit').messages()).map(({ text }) => text);
}
