import { describe, expect, it, vi } from 'vitest';
import { openStore } from '../../src/app/open-store.ts';
import type { Store } from '../../src/app/store.ts';
import { emptyHead } from '../../src/domain/audit-chain.ts';
import { failureFrom } from '../../src/domain/failure.ts';
import { dynamoAuditLog } from '../../src/store/dynamo/audit-log.ts';
import { dynamoConnectionLocks } from '../../src/store/dynamo/connection-locks.ts';
import { dynamoJobQueue } from '../../src/store/dynamo/job-queue.ts';
import { isNew, openDynamoTable } from '../../src/store/dynamo/table.ts';
import { aLockAt } from '../contract/a-connection-lock.ts';
import { aJobOf, leaseAt } from '../contract/a-job.ts';
import { aCorrelation, aDraft } from '../contract/audit-log-contract.ts';
import type { DynamoFault } from '../doubles/dynamo-fault-proxy.ts';
import { createTable, startDynamo } from '../doubles/dynamo-server.ts';
import { eventually, patientlyTimed } from '../e2e/support/eventually.ts';
import {
  everythingRefused,
  everythingRefusedAs,
  everythingWritten,
  writeInEveryStore,
} from './every-store.ts';
import { hurriedClock } from './hurried-clock.ts';
import { realClock } from './real-clock.ts';
import { openTable, pointDynamoAt, scratchDynamo, startFaultProxy } from './scratch-table.ts';

const place = { kind: 'dynamodb', table: 'bouncer' } as const;

describe('every store in the table refuses, and works again afterwards, when DynamoDB', () => {
  const unanswered = ['cannot be reached', 'fails within'];
  const faults: Record<string, DynamoFault> = {
    'cannot be reached': 'dropped',
    'has no such table any more': { refused: 'ResourceNotFoundException' },
    'no longer lets the role in': { refused: 'AccessDeniedException' },
    'does not accept the credentials any more': { refused: 'ExpiredTokenException' },
    'fails within': { refused: 'InternalServerError', status: 500 },
    'is not what answers': 'empty response',
  };

  for (const [title, fault] of Object.entries(faults)) {
    it(title, async () => {
      const proxy = await startFaultProxy();
      const store = await openStore(place, hurriedClock());

      proxy.failAll(fault);
      const isUnanswered = unanswered.includes(title);
      expect(await writeInEveryStore(store)).toEqual(
        isUnanswered ? everythingRefusedAs('store_unanswered') : everythingRefused,
      );
      expect(await codesOfReads(store)).toEqual(
        Array(5).fill(isUnanswered ? 'store_unanswered' : 'store_unavailable'),
      );

      proxy.endFaults();
      expect(await writeInEveryStore(store)).toEqual(everythingWritten);
      expect(await store.log.head()).toMatchObject({ seq: 1 });
      store.close();
    });
  }
});

describe('the message of a failed table', () => {
  it.each([
    ['a table that is not there', 'ResourceNotFoundException', /deploy infra.*AWS_REGION/],
    ['a role that may not', 'AccessDeniedException', /role/],
    ['credentials that have expired', 'ExpiredTokenException', /credentials.*clock/],
    ['credentials that are wrong', 'UnrecognizedClientException', /credentials.*clock/],
    ['a limit', 'ProvisionedThroughputExceededException', /limiting/],
  ])('says what to do: %s', async (_title, refused, words) => {
    const proxy = await startFaultProxy();
    const claims = dynamoConnectionLocks(await openTable());
    proxy.failAll({ refused });

    await expect(claims.acquire(aLockAt(0))).rejects.toThrow(words);
  });

  it('names the keys that the table needs', async () => {
    const { url } = await scratchDynamo();
    await createTable(url, 'somebody-elses', ['id']);

    await expect(openDynamoTable('somebody-elses')).rejects.toThrow(/pk and sk/);
  });

  it('says where to set a missing Region', async () => {
    const dynamo = await startDynamo();
    pointDynamoAt(dynamo.url);
    vi.stubEnv('AWS_REGION', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');

    await expect(openDynamoTable('bouncer')).rejects.toThrow(/AWS_REGION/);
    await dynamo.stop();
  });

  it('says that nothing answered', async () => {
    // Port 9 discards, and nobody listens there.
    pointDynamoAt('http://127.0.0.1:9');

    await expect(openDynamoTable('bouncer')).rejects.toThrow(/did not answer/);
  });
});

it('an entry is appended if DynamoDB throttles only for a moment', async () => {
  const proxy = await startFaultProxy();
  const log = dynamoAuditLog(await openTable(), { clock: realClock, random: () => 0.5 });
  proxy.fail('PutItem', { refused: 'ThrottlingException' }, { times: 3 });

  expect(await log.append(aDraft)).toMatchObject({ seq: 1 });
});

describe('when DynamoDB accepts calls and does not answer,', () => {
  const limits = { patienceMs: 3_000, leastMs: 300, maxMs: 9_000 };

  it('all calls of a request share one time limit, and none is sent again', async () => {
    const proxy = await startFaultProxy();
    const table = await openTable({ patienceMs: 2_000, leastMs: 200, maxMs: 6_000 });
    const jobQueue = dynamoJobQueue(table, realClock);
    proxy.failAll('unanswered');

    const { tookMs } = await patientlyTimed(async () => {
      for (const key of ['one', 'two', 'three', 'four', 'five'])
        await expect(jobQueue.enqueueClaimed(aJobOf(key), leaseAt(0))).rejects.toMatchObject({
          code: 'store_unanswered',
        });
    });
    // Five patiences would be ten seconds.
    expect(tookMs).toBeLessThan(8_000);
    const asked = proxy.asked().length;
    proxy.endFaults();
    await realClock.sleep(300);

    expect(proxy.asked()).toHaveLength(asked);
    expect(await jobQueue.enqueueClaimed(aJobOf('one'), leaseAt(0))).toBeDefined();
  });

  it('an entry that was written is found', async () => {
    const proxy = await startFaultProxy();
    const table = await openTable(limits);
    const log = dynamoAuditLog(table, { clock: hurriedClock(), random: () => 0.5 });
    proxy.fail('PutItem', 'answer withheld', { containing: 'attribute_not_exists', times: 1_000 });

    expect(await log.append(aDraft)).toMatchObject({ seq: 1 });
    proxy.endFaults();
    expect(await Array.fromAsync(log.stored())).toHaveLength(1);
    expect(await log.append(aDraft)).toMatchObject({ seq: 2 });
  });

  it('an entry that may have been written is reported as uncertain', async () => {
    const proxy = await startFaultProxy();
    const table = await openTable(limits);
    const log = dynamoAuditLog(table, { clock: hurriedClock(), random: () => 0.5 });
    proxy.fail('PutItem', 'unanswered', { containing: 'attribute_not_exists', times: 1_000 });

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'store_unconfirmed' });
  });

  it('an entry that was rejected after an unanswered attempt is not reported as missing', async () => {
    const proxy = await startFaultProxy();
    const log = dynamoAuditLog(await openTable(), { clock: hurriedClock(), random: () => 0.5 });
    const which = { containing: 'attribute_not_exists' };
    proxy.fail('PutItem', 'dropped', { ...which, times: 1 });
    proxy.fail('PutItem', { refused: 'ThrottlingException' }, { ...which, times: 1_000 });

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'store_unconfirmed' });
  });

  it('a failed condition is an answer, after which the next call has its full time', async () => {
    await scratchDynamo();
    const table = await openTable({ patienceMs: 1_000, leastMs: 1, maxMs: 6_000 });
    const item = { pk: 'a', sk: 'b' };
    expect(await table.put(item, isNew)).toBe(true);
    expect(await table.put(item, isNew)).toBe(false);
    await realClock.sleep(1_100);

    expect(await table.put(item)).toBe(true);
  });

  it('an entry that DynamoDB rejected is reported as not written', async () => {
    const proxy = await startFaultProxy();
    const log = dynamoAuditLog(await openTable(), { clock: hurriedClock(), random: () => 0.5 });
    const which = { containing: 'attribute_not_exists', times: 1_000 };
    proxy.fail('PutItem', { refused: 'ThrottlingException' }, which);

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'store_throttled' });
  });
});

it('an entry that waits behind others for all its time is rejected without an attempt', async () => {
  const proxy = await startFaultProxy();
  const log = dynamoAuditLog(await openTable(), { clock: hurriedClock(), random: () => 0.5 });
  proxy.failAll('dropped');

  const appended = await Promise.allSettled([log.append(aDraft), log.append(aDraft), log.append(aDraft)]);
  const asked = proxy.asked().length;
  proxy.endFaults();
  await log.append(aDraft);

  expect(appended.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  // Each look at the head was tried three times, and only the first entry looked.
  expect(asked % 3).toBe(1);
  expect(await log.head()).toMatchObject({ seq: 1 });
});

it('a closed table writes nothing more, whatever retries were planned', async () => {
  const proxy = await startFaultProxy();
  const table = await openTable();
  const log = dynamoAuditLog(table, { clock: hurriedClock(), random: () => 0.01 });
  proxy.failAll('dropped');
  const appended = log.append(aDraft).catch((thrown: unknown) => failureFrom(thrown).code);

  await eventually('the first try', async () => proxy.asked().length > 1 || undefined);
  table.close();
  proxy.endFaults();

  expect(await appended).toBe('store_unanswered');
  await expect(dynamoConnectionLocks(table).acquire(aLockAt(0))).rejects.toMatchObject({
    code: 'store_unanswered',
  });
  const other = await openStore(place, realClock);
  expect(await other.log.head()).toEqual(emptyHead);
  other.close();
});

it('every read of every store is strongly consistent', async () => {
  const proxy = await startFaultProxy();
  const store = await openStore(place, realClock);
  await writeInEveryStore(store);
  await writeInEveryStore(store);
  await codesOfReads(store);

  const looks = proxy.asked().filter(({ action }) => /Get|Query/.test(action));

  expect(new Set(looks.map(({ action }) => action))).toEqual(new Set(['BatchGetItem', 'GetItem', 'Query']));
  expect(looks.filter(({ body }) => !body.includes('"ConsistentRead":true'))).toEqual([]);
  store.close();
});

async function codesOfReads({ log, jobs, messages }: Store): Promise<readonly string[]> {
  const reads = [
    () => log.head(),
    () => Array.fromAsync(log.stored()),
    () => log.ofRequest(aCorrelation),
    () => jobs.state(),
    () => messages.get('entry-1'),
  ];
  return Promise.all(
    reads.map((read) =>
      Promise.resolve(read()).then(
        () => 'read',
        (thrown: unknown) => failureFrom(thrown).code,
      ),
    ),
  );
}
