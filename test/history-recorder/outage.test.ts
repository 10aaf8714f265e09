import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { expect, test } from 'vitest';
import { showHistory } from '../../src/features/history/show-history.ts';
import { historyRecorder } from '../../src/history-recorder/recorder.ts';
import { whole } from '../../src/ports/vpn-gateway.ts';
import { aConnection } from '../builders/a-connection.ts';
import { connectionId } from '../builders/ids.ts';
import { aRequester } from '../doubles/a-requester.ts';
import { anApp, helga } from '../doubles/an-app.ts';
import { memoryListenerDeps } from '../slack/memory-listener-deps.ts';
import { at } from './an-observed-endpoint.ts';

/** prod-eu and lab, recorded since nine while AWS answers. */
function aRecordedVpn() {
  const app = anApp([aConnection({ establishedAt: at(-30) })]);
  const recorder = historyRecorder(
    { ...app, connectionLog: undefined },
    { onFailure: () => {}, onOrigins: async () => {} },
  );

  return {
    app,
    /** Begins once a minute. */
    runFor: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        recorder.begin();
        await recorder.settled();
        await app.clock.sleep(minutesToMilliseconds(1));
      }
    },
    /** What helpdesk reads about everyone's connections of the last day, with dates as in a notification. */
    history: async () => {
      const shown = await showHistory(
        memoryListenerDeps(app),
        aRequester(helga),
        { list: 'history', targetRef: { kind: 'everyone' }, on: undefined, page: 0 },
        { audience: 'requester', freshness: whole },
      );
      if (shown.kind !== 'shown') throw new Error(shown.kind);
      return JSON.stringify(shown.view.blocks).replaceAll(/<!date[^|]*\|([^>]*)>/g, '$1');
    },
  };
}

test('says which hours were not observed because AWS did not answer, during the outage and after it', async () => {
  const { app, runFor, history } = aRecordedVpn();
  await runFor(6);
  app.vpn.failWholeLooks = 'aws_unreachable';
  await runFor(240);
  const during = await history();
  const found = connectionId('cvpn-connection-0d02');
  app.vpn.failWholeLooks = undefined;
  const ended = { status: { code: 'terminated' as const, message: undefined } };
  app.vpn.connect(
    aConnection({
      id: found,
      username: 'eve@example.com',
      establishedAt: at(120),
      endedAt: at(200),
      ...ended,
    }),
  );
  await runFor(2);

  const after = await history();

  // Observed at nine and five minutes later; EC2 lists what ended in the last hour.
  expect(during).toMatch(/Not observed: 09:05 UTC – 13:06 UTC \(prod-eu and lab\)/);
  expect(after).toMatch(/Not observed: 09:05 UTC – 12:08 UTC \(prod-eu and lab\)/);
  expect(after).toContain('Connections that both began and ended then may be missing.');
  expect(after).toContain('bob@example.com');
  expect(after).toContain('eve@example.com');
});

test('says nothing of an outage that is shorter than the hour for which EC2 lists ended connections', async () => {
  const { app, runFor, history } = aRecordedVpn();
  await runFor(6);
  app.vpn.failWholeLooks = 'aws_unreachable';
  await runFor(45);
  app.vpn.failWholeLooks = undefined;
  await runFor(2);

  expect(await history()).not.toContain('Not observed');
});
