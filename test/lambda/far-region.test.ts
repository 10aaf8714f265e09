import { describe, expect, it, onTestFinished } from 'vitest';
import { dynamoBlockList } from '../../src/store/dynamo/block-list.ts';
import { dynamoConnectionAttempts } from '../../src/store/dynamo/connection-attempts.ts';
import { aBlock } from '../contract/a-block.ts';
import { startFarRegion } from '../doubles/far-region.ts';
import { dynamoEnvironment, openTable, scratchDynamo } from '../store/scratch-table.ts';
import { connectEvent, openConnectFunction } from './connect-function.ts';

const untilLifted = { until: undefined } as const;
const mallory = connectEvent('v2', { username: 'mallory@example.com', 'common-name': 'mallory-laptop' });
const anna = connectEvent('v2', { username: 'anna@example.com', 'common-name': 'anna-laptop' });

/** The handler in a process that has just started, so many milliseconds a round trip away from the table. */
async function aFarScene(roundTripMs: number) {
  const { url, table } = await scratchDynamo();
  const far = await startFarRegion(url, roundTripMs);
  onTestFinished(() => far.stop());
  const opened = await openTable();
  const list = dynamoBlockList(opened);
  await list.put(aBlock({ ...untilLifted, name: 'mallory@example.com' }));
  const { ask, lambda } = await openConnectFunction({
    ...dynamoEnvironment(far.url),
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    BLOCKS_TABLE: table,
  });
  return {
    ask,
    log: () => lambda.log('AWSClientVPN-bouncer'),
    attempts: dynamoConnectionAttempts(opened),
  };
}

describe.each([0, 80, 150, 300])(
  'a table %i ms a round trip away, asked for the first time',
  (roundTripMs) => {
    it.each([
      ['mallory', mallory, false, 'turned_away', 1],
      ['anna', anna, true, 'allowed', 0],
    ] as const)(
      'decides about %s in one attempt, and learns who came',
      async (who, event, allow, verdict, counted) => {
        const { ask, log, attempts } = await aFarScene(roundTripMs);

        const { answer } = await ask(event);

        expect(answer).toMatchObject({ allow });
        expect(await attempts.of([`${who}@example.com`], new Date(0))).toMatchObject([{ verdict }]);
        expect(await attempts.denied()).toHaveLength(counted);
        expect(log()).not.toMatch(/cannot be/);
      },
    );
  },
);
