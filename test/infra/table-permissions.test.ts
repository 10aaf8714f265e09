import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, tryOutStore } from '../../src/app/open-store.ts';
import type { BlockList } from '../../src/ports/block-list.ts';
import { dynamoBlockList } from '../../src/store/dynamo/block-list.ts';
import { dynamoConnectionAttempts } from '../../src/store/dynamo/connection-attempts.ts';
import { dynamoJobQueue } from '../../src/store/dynamo/job-queue.ts';
import { aBlock } from '../contract/a-block.ts';
import { aLockAt } from '../contract/a-connection-lock.ts';
import { aJobOf, leaseAt, secondAfterNoon } from '../contract/a-job.ts';
import { aCorrelation, aDraft } from '../contract/audit-log-contract.ts';
import { anUpdate } from '../contract/connection-history-contract.ts';
import { aReservation } from '../contract/message-store-contract.ts';
import { connectEvent, openConnectFunction } from '../lambda/connect-function.ts';
import { realClock } from '../store/real-clock.ts';
import { dynamoEnvironment, openTable, startFaultProxy } from '../store/scratch-table.ts';
import { isAllowed, type TableCall, tableCallFrom } from './dynamo-policy.ts';
import { named, statementsOf, templatesOf } from './templates.ts';

const config = {
  endpoints: [
    { id: 'cvpn-endpoint-0aaa1', name: 'prod-eu', region: 'eu-west-1' },
    { id: 'cvpn-endpoint-0aaa2', name: 'prod-us', region: 'us-east-1' },
  ],
  audit: { channel: 'C0AUDIT' },
  store: { dynamodb: 'bouncer' },
  blocks: { dynamodb: 'bouncer-blocks' },
};

let folder: string;
/** What the worker may do with the store, with the list of blocks; what the connect handler may do with that. */
let store: (call: TableCall) => boolean;
let blocks: (call: TableCall) => boolean;
let handler: (call: TableCall) => boolean;
/** What a connect handler of another Region may do with the list and its replica there. */
let farHandler: (call: TableCall) => boolean;
let replica: (call: TableCall) => boolean;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-infra-'));
  const templates = await templatesOf(config, folder);
  const worker = statementsOf(named('Bouncer', templates), 'WorkerRole');
  const connect = statementsOf(named('BouncerConnect-eu-west-1', templates), 'Handler');
  store = (call) => isAllowed(worker, call, 'StoreTable');
  blocks = (call) => isAllowed(worker, call, 'BlocksTable');
  handler = (call) => isAllowed(connect, call, 'table/bouncer-blocks');
  const far = statementsOf(named('BouncerConnect-us-east-1', templates), 'Handler');
  farHandler = (call) => isAllowed(far, call, ':dynamodb:eu-west-1:');
  replica = (call) => isAllowed(far, call, ':dynamodb:us-east-1:');
});
afterAll(() => rm(folder, { recursive: true }));

const onKey = (action: string, ...leadingKeys: readonly string[]): TableCall => ({
  action,
  table: '',
  leadingKeys,
});

describe('the worker', () => {
  it.each(['audit', 'request abcd-1234', 'part 6f0c'])(
    'may read and put items of %j, and may not change or remove them',
    (key) => {
      expect(
        ['GetItem', 'BatchGetItem', 'Query', 'PutItem'].filter((action) => !store(onKey(action, key))),
      ).toEqual([]);
      const others = [
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
        'PartiQLUpdate',
        'PartiQLDelete',
        'Scan',
        'TransactWriteItems',
      ];
      expect(others.filter((action) => store(onKey(action, key)))).toEqual([]);
    },
  );

  it('may write and remove the connection history together, and nothing with it', () => {
    const own = [
      'history cvpn-endpoint-0 cvpn-connection-0',
      'history-name 0a',
      'history-open cvpn-endpoint-0',
    ];

    expect(store(onKey('BatchWriteItem', ...own))).toBe(true);
    expect(store(onKey('BatchWriteItem', ...own, 'audit'))).toBe(false);
    expect(store(onKey('BatchWriteItem', 'message kick 1'))).toBe(false);
  });

  it('may not delete an audit item, alone or together with others', () => {
    expect(store(onKey('DeleteItem', 'agenda'))).toBe(true);
    expect(store(onKey('DeleteItem', 'agenda', 'audit'))).toBe(false);
    expect(store(onKey('DeleteItem'))).toBe(false);
    expect(store(onKey('DeleteItem', 'audit agenda'))).toBe(false);
  });

  it('may block and unblock and mark what was reported, and reports no connection attempts', () => {
    const allowed = [
      onKey('PutItem', 'block'),
      onKey('DeleteItem', 'block'),
      onKey('UpdateItem', 'turned-away'),
    ];
    const denied = [
      onKey('PutItem', 'arrival 0a'),
      onKey('UpdateItem', 'block'),
      onKey('DeleteItem', 'arrival 0a'),
    ];

    expect([allowed.map(blocks), denied.map(blocks)]).toEqual([
      [true, true, true],
      [false, false, false],
    ]);
  });

  it('is denied nothing that the store needs', async () => {
    const proxy = await startFaultProxy();
    await useStore();

    const calls = proxy.asked().map(tableCallFrom);

    expect(new Set(calls.map(({ action }) => action))).toEqual(
      new Set(['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'BatchWriteItem', 'UpdateItem', 'DeleteItem']),
    );
    expect(calls.filter((call) => !store(call))).toEqual([]);
  });

  it('is denied nothing that the list of blocks needs', async () => {
    const proxy = await startFaultProxy();
    const table = await openTable();
    // Whether the table of the store is there is looked up by an item of it.
    const before = proxy.asked().length;
    const list = dynamoBlockList(table);
    await list.put(aBlock());
    await list.on([aBlock().name]);
    await list.all();
    await list.remove(aBlock());
    const attempts = dynamoConnectionAttempts(table);
    await attempts.of(['mallory-laptop.example.com'], new Date(0));
    await denyMallory(proxy.url, list);
    for (const denied of await attempts.denied()) await attempts.markReported(denied, new Date());

    const own = proxy.asked().slice(before).map(tableCallFrom);

    expect(new Set(own.map(({ action }) => action))).toEqual(
      new Set(['Query', 'PutItem', 'UpdateItem', 'DeleteItem']),
    );
    // The connect handler's calls went the same way.
    expect(own.filter((call) => !blocks(call) && !handler(call))).toEqual([]);
  });
});

describe('the connect handler', () => {
  it('may read blocks, report attempts and count denials, and nothing else', () => {
    const allowed = [
      onKey('Query', 'block'),
      onKey('PutItem', 'arrival 0a'),
      onKey('UpdateItem', 'turned-away'),
    ];
    const denied = [
      ...['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map((action) => onKey(action, 'block')),
      ...['PutItem', 'DeleteItem', 'Query'].map((action) => onKey(action, 'turned-away')),
      ...['UpdateItem', 'DeleteItem', 'Query'].map((action) => onKey(action, 'arrival 0a')),
      onKey('PutItem', 'arrival 0a', 'block'),
      onKey('PutItem'),
      onKey('Scan', 'block'),
    ];

    expect(allowed.filter((call) => !handler(call))).toEqual([]);
    expect(denied.filter(handler)).toEqual([]);
  });

  it('may do the same from another Region, and counts nothing in the replica', () => {
    const reports = [onKey('Query', 'block'), onKey('PutItem', 'arrival 0a')];
    const count = onKey('UpdateItem', 'turned-away');
    const denied = [
      ...['PutItem', 'UpdateItem', 'DeleteItem'].map((action) => onKey(action, 'block')),
      onKey('PutItem', 'turned-away'),
      onKey('Query', 'turned-away'),
      onKey('Query'),
    ];

    expect([...reports, count].map(farHandler)).toEqual([true, true, true]);
    expect([...reports, count].map(replica)).toEqual([true, true, false]);
    expect([...denied.filter(farHandler), ...denied.filter(replica)]).toEqual([]);
  });

  it('is denied nothing that it needs, whoever connects', async () => {
    const proxy = await startFaultProxy();
    const list = dynamoBlockList(await openTable());
    await list.put(aBlock({ until: undefined, name: 'mallory@example.com' }));
    const before = proxy.asked().length;

    await denyMallory(proxy.url);
    await connectTo(proxy.url, { username: 'anna@example.com', 'common-name': 'anna-laptop' });

    const calls = proxy.asked().slice(before).map(tableCallFrom);
    expect(new Set(calls.map(({ action }) => action))).toEqual(new Set(['Query', 'PutItem', 'UpdateItem']));
    expect(calls.filter((call) => !handler(call))).toEqual([]);
  });
});

async function denyMallory(url: string, list?: BlockList): Promise<void> {
  await list?.put(aBlock({ until: undefined, name: 'mallory@example.com' }));
  expect(await connectTo(url, { username: 'mallory@example.com' })).toMatchObject({ allow: false });
}

async function connectTo(url: string, over: object): Promise<unknown> {
  const { ask } = await openConnectFunction({ ...dynamoEnvironment(url), BLOCKS_TABLE: 'bouncer' });
  const { answer, error } = await ask(connectEvent('v2', over));
  expect(error).toBeUndefined();
  return answer;
}

/** Does everything that the bot does with its store, in every way that makes another call of it. */
async function useStore(): Promise<void> {
  const opened = await openStore({ kind: 'dynamodb', table: 'bouncer' }, realClock);
  const { log, locks, messages } = opened;
  await log.append(aDraft);
  await log.append({ ...aDraft, detail: randomText(600_000) });
  await log.ofRequest(aCorrelation);
  await Array.fromAsync(log.stored());
  await Array.fromAsync(log.newestFirst());
  await log.storedAt([1, 2]);

  await locks.acquire(aLockAt(0));
  await locks.acquire({ ...aLockAt(0), until: secondAfterNoon(120) });
  await locks.acquire(aLockAt(1, { by: 'U0OMAR' }));
  await locks.release(aLockAt(0));

  await tryOutStore(opened, realClock);
  const jobQueue = dynamoJobQueue(await openTable(), realClock);
  const lease = await jobQueue.enqueueClaimed(
    { key: 'long', payload: JSON.stringify(randomText(20_000)) },
    leaseAt(0),
  );
  if (lease === undefined) throw new Error('nobody else has it');
  await jobQueue.renew(lease, leaseAt(1));
  await jobQueue.reschedule(lease, secondAfterNoon(2));
  const taken = await jobQueue.claim(leaseAt(3));
  if (taken !== undefined) await jobQueue.complete(taken);
  await jobQueue.enqueue(aJobOf('later'), secondAfterNoon(9));
  await jobQueue.claimEarly('later', leaseAt(4));
  await jobQueue.state();

  await messages.reserve('entry 1', aReservation(), undefined);
  await messages.save('entry 1', { channel: 'C0AUDIT', ts: '1' });
  await messages.get('entry 1');
  await messages.delete('entry 1');
  await opened.replays.isFirst('id', new Date());
  await opened.replays.isFirst('id', new Date());

  const { history } = opened;
  const update = anUpdate(1, { startedAt: new Date(), publicIp: '203.0.113.51' });
  await history.record([update]);
  await history.record([{ ...update, endedAt: new Date() }]);
  await history.recordObservation({
    endpointId: update.endpointId,
    since: new Date(),
    at: new Date(),
    active: 1,
  });
  const everything = { since: new Date(0), until: new Date(), limit: 10 };
  await history.find({ by: { kind: 'names', names: ['bob'] }, ...everything });
  await history.open(update.endpointId);
  expect(await history.forget(['bob'])).toBe(1);
  opened.close();
}

/** Text that does not get shorter by much when it is compressed. */
function randomText(length: number): string {
  return Array.from({ length }, () => Math.random().toString(36).at(-1)).join('');
}
