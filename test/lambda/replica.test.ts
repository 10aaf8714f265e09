import { expect, onTestFinished, test } from 'vitest';
import { dynamoBlockList } from '../../src/store/dynamo/block-list.ts';
import { dynamoConnectionAttempts } from '../../src/store/dynamo/connection-attempts.ts';
import { aBlock } from '../contract/a-block.ts';
import { createTable, startDynamo } from '../doubles/dynamo-server.ts';
import { startRegionalDynamo } from '../doubles/regional-dynamo.ts';
import { dynamoEnvironment, openTable, pointDynamoAt, startFaultProxy } from '../store/scratch-table.ts';
import { connectEvent, openConnectFunction } from './connect-function.ts';

const mallory = connectEvent('v2', { username: 'mallory@example.com', 'common-name': 'mallory-laptop' });
const anna = connectEvent('v2', { username: 'anna@example.com', 'common-name': 'anna-laptop' });
const block = aBlock({ until: undefined, name: 'mallory@example.com' });

/** The handler in us-east-1, Bouncer's table in eu-west-1; what is written to one of them does not reach the other. */
async function aScene({ isReplicated = true } = {}) {
  const proxy = await startFaultProxy();
  const home = await openTable();
  const [dynamo, empty] = await Promise.all([startDynamo(), startDynamo()]);
  await createTable(dynamo.url, 'bouncer');
  const regions = await startRegionalDynamo({
    'eu-west-1': proxy.url,
    'us-east-1': isReplicated ? dynamo.url : empty.url,
  });
  onTestFinished(async () => {
    await regions.stop();
    await Promise.all([dynamo.stop(), empty.stop()]);
  });
  pointDynamoAt(dynamo.url);
  const replica = await openTable();
  const { ask, lambda } = await openConnectFunction({
    ...dynamoEnvironment(regions.url),
    AWS_REGION: 'us-east-1',
    BLOCKS_REGION: 'eu-west-1',
    BLOCKS_TABLE: 'bouncer',
  });
  return {
    ask,
    log: () => lambda.log('AWSClientVPN-bouncer'),
    proxy,
    loseHome: () => proxy.failAll('unanswered'),
    home: { list: dynamoBlockList(home), attempts: dynamoConnectionAttempts(home) },
    replica: { list: dynamoBlockList(replica), attempts: dynamoConnectionAttempts(replica) },
  };
}

test('denies whom the table blocks although the replica lags behind', async () => {
  const { ask, home, replica } = await aScene();
  await home.list.put(block);

  expect((await ask(mallory)).answer).toMatchObject({ allow: false });

  expect(await home.attempts.denied()).toMatchObject([{ count: 1 }]);
  expect(await replica.attempts.denied()).toEqual([]);
});

test('allows whom the table no longer blocks although the replica lags behind', async () => {
  const { ask, home, replica } = await aScene();
  await replica.list.put(block);

  expect((await ask(mallory)).answer).toMatchObject({ allow: true });
  expect(await home.attempts.of(['mallory@example.com'], new Date(0))).toMatchObject([
    { verdict: 'allowed' },
  ]);
});

test('retries one failed call before it uses the replica', async () => {
  const { ask, home, proxy } = await aScene();
  await home.list.put(block);
  await ask(anna);
  proxy.fail('Query', 'dropped');

  expect((await ask(mallory)).answer).toMatchObject({ allow: false });
});

test('uses the replica if the table does not respond, and reports every attempt', async () => {
  const { ask, log, replica, loseHome } = await aScene();
  await replica.list.put(block);
  loseHome();

  expect((await ask(mallory)).answer).toMatchObject({ allow: false });
  expect((await ask(anna)).answer).toMatchObject({ allow: true });

  expect(log()).toContain('the replica decides');
  expect(log()).not.toContain('_unread');
  expect(await replica.attempts.of(['mallory@example.com'], new Date(0))).toMatchObject([
    { verdict: 'turned_away' },
  ]);
  expect(await replica.attempts.of(['anna@example.com'], new Date(0))).toMatchObject([
    { verdict: 'allowed' },
  ]);
});

test('keeps no counts in the replica, since two Regions would overwrite each other', async () => {
  const { ask, replica, loseHome } = await aScene();
  await replica.list.put(block);
  loseHome();

  await ask(mallory);

  expect(await replica.attempts.denied()).toEqual([]);
});

test('without a replica, the table alone decides, and the log says what is missing', async () => {
  const { ask, log, home } = await aScene({ isReplicated: false });
  await home.list.put(block);

  expect((await ask(mallory)).answer).toMatchObject({ allow: false });
  expect((await ask(anna)).answer).toMatchObject({ allow: true });

  expect(log()).toMatch(/the replica cannot be read.*ResourceNotFoundException/);
  expect(log()).not.toContain('the list of blocks cannot be read');
});

test('if neither responds, the operator’s choice applies', async () => {
  const { ask, log, loseHome } = await aScene({ isReplicated: false });
  loseHome();

  expect((await ask(anna)).answer).toMatchObject({ allow: false });
  expect(log()).toContain('turned_away_unread');
});
