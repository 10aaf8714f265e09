import { describe, expect, it } from 'vitest';
import { canonicalJson, checkChain, emptyHead, seal } from '../../../src/domain/audit-chain.ts';
import { parsePersonId } from '../../../src/domain/ids.ts';
import type { AuditLog } from '../../../src/ports/audit-log.ts';
import { entryKey, signpostsOf } from '../../../src/store/dynamo/append-entry.ts';
import { dynamoAuditLog } from '../../../src/store/dynamo/audit-log.ts';
import type { DynamoTable } from '../../../src/store/dynamo/table.ts';
import { aCorrelation, aDraft, testAuditLog } from '../../contract/audit-log-contract.ts';
import { known } from '../../contract/known.ts';
import { hurriedClock } from '../hurried-clock.ts';
import { realClock } from '../real-clock.ts';
import { openScratchTable, openTable, scratchDynamo, startFaultProxy } from '../scratch-table.ts';

testAuditLog('dynamoAuditLog', async () => logIn(await openScratchTable()));

const finished = { ...aDraft, kind: 'finished' } as const;
/** 6,000 connections of random ids: over a megabyte, and still over 400 KB when compressed. */
const aLargeDraft = {
  ...aDraft,
  connections: Array.from({ length: 20_000 }, (_, n) => ({
    id: `cvpn-connection-${seal({ ...aDraft, reason: `${n}` }, emptyHead).hash.slice(0, 40)}`,
    previous: { code: 'active' },
  })),
};

describe('dynamoAuditLog', () => {
  it('forms one chain, without forks or gaps, of entries that twenty writers append at once', async () => {
    await scratchDynamo();
    const logs = await Promise.all(Array.from({ length: 20 }, async () => logIn(await openTable())));

    const entries = await Promise.all(logs.map((log) => log.append(aDraft)));

    expect(entries.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    expect(await checkChain(logIn(await openTable()).stored())).toMatchObject({
      whole: true,
      head: { seq: 20 },
    });
  });

  it('keeps an entry with twenty thousand connections, and continues after it', async () => {
    const log = logIn(await openScratchTable());

    const large = await log.append(aLargeDraft);
    const next = await log.append(finished);

    expect(await log.ofRequest(aCorrelation)).toEqual([large, next]);
    expect(await checkChain(log.stored())).toMatchObject({ whole: true, head: { seq: 2 } });
  });

  it('finds every entry of a request with more than a hundred', async () => {
    const log = logIn(await openScratchTable());
    for (let n = 0; n < 120; n += 1) await log.append(aDraft);

    expect(await log.ofRequest(aCorrelation)).toHaveLength(120);
  });

  it('requests again what DynamoDB left out of its answer, as long as it returns anything', async () => {
    const proxy = await startFaultProxy();
    const log = logIn(await openTable());
    const entries = [await log.append(aDraft), await log.append(finished)];
    const [one, two] = [1, 2].map((seq) => ({ pk: { S: entryKey(seq).pk }, sk: { S: entryKey(seq).sk } }));
    const [first] = await Array.fromAsync(log.stored());
    const leaving = (Keys: readonly unknown[], items: readonly object[]) => ({
      answered: { Responses: { bouncer: items }, UnprocessedKeys: { bouncer: { Keys } } },
    });

    proxy.fail('BatchGetItem', leaving([two], [{ ...one, json: { S: first } }]));
    expect(await log.ofRequest(aCorrelation)).toEqual(entries);

    proxy.fail('BatchGetItem', leaving([one, two], []));
    await expect(log.ofRequest(aCorrelation)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('finds the entries of a request whose process crashed between the index item and the entry', async () => {
    const table = await openScratchTable();
    const log = logIn(table);
    const entry = await log.append(aDraft);
    await table.put({ ...entryKey(2), pk: signpostsOf.request(entry.correlation) });
    await log.append({ ...aDraft, correlation: 'other' });
    await table.put({ ...entryKey(7), pk: signpostsOf.request(entry.correlation) });

    expect(await log.ofRequest(aCorrelation)).toEqual([entry]);
  });

  it('counts neither another person’s requests nor other entries if another writer was faster', async () => {
    const table = await openScratchTable();
    const log = logIn(table);
    const own = await log.append(aDraft);
    await table.put({ ...entryKey(2), pk: signpostsOf.requester(own.actor.id) });
    await log.append({ ...aDraft, actor: { ...aDraft.actor, id: 'U0OMAR' } });
    await table.put({ ...entryKey(3), pk: signpostsOf.requester(own.actor.id) });
    await log.append(finished);

    expect(await log.requestedBy(known(parsePersonId('U0HELGA')), new Date(0), 100)).toEqual([own]);
  });
});

describe('dynamoAuditLog, when an answer is lost', () => {
  it('keeps the entry once, and returns it', async () => {
    const proxy = await startFaultProxy();
    const log = logIn(await openTable());
    proxy.fail('PutItem', 'answer lost', { times: 2, containing: 'attribute_not_exists' });

    const entry = await log.append(aDraft);

    expect(await Array.fromAsync(log.stored())).toEqual([canonicalJson(entry)]);
  });

  it('retries behind another process’s entry with the same content', async () => {
    const proxy = await startFaultProxy();
    const log = logIn(await openTable());
    const other = logIn(await openTable());
    const [one, two] = await Promise.all([log.append(aDraft), other.append(aDraft)]);

    expect([one.seq, two.seq].toSorted()).toEqual([1, 2]);
    expect(proxy.asked().filter(({ action }) => action === 'GetItem').length).toBeGreaterThan(0);
  });

  it('continues an uncertain entry when the same is appended again, however much later', async () => {
    const proxy = await startFaultProxy();
    const log = logIn(await openTable(), hurriedClock());
    const containing = 'attribute_not_exists';
    proxy.fail('PutItem', 'answer lost', { containing });
    proxy.fail('PutItem', 'dropped', { containing, times: 1_000 });
    proxy.fail('GetItem', 'dropped', { times: 1_000 });

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'store_unconfirmed' });
    proxy.endFaults();
    const next = await log.append(finished);
    const again = await log.append({ ...aDraft, at: '2026-11-02T03:05:00.000Z' });

    expect([again.seq, again.at, next.seq]).toEqual([1, aDraft.at, 2]);
    expect(await checkChain(log.stored())).toMatchObject({ whole: true, head: { seq: 2 } });
  });

  it('appends an uncertain entry again when another is in its place', async () => {
    const proxy = await startFaultProxy();
    const log = logIn(await openTable(), hurriedClock());
    proxy.failAll('dropped');
    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'store_unanswered' });
    proxy.endFaults();
    await log.append(finished);

    const again = await log.append(aDraft);

    expect(again.seq).toBe(2);
    expect(await checkChain(log.stored())).toMatchObject({ whole: true, head: { seq: 2 } });
  });
});

function logIn(table: DynamoTable, clock = realClock): AuditLog {
  return dynamoAuditLog(table, { clock, random: Math.random });
}
