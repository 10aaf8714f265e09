import { expect, test } from 'vitest';
import { someConnections } from '../../builders/a-connection.ts';
import { aWorld } from '../../doubles/a-world.ts';
import { aDesk } from '../a-desk.ts';
import { deliverTo } from './presses.ts';

test.each(['', 'who', 'who <@U0BOB>', 'me', 'history', 'endpoints', 'help', 'hwo', 'who on nowhere'])(
  '“/vpn %s” is acknowledged at once and answered to the person alone',
  async (text) => {
    const desk = aDesk(aWorld(someConnections(3)));

    const acks = await deliverTo(desk).type(text);

    expect(acks).toEqual([undefined]);
    expect(desk.poster.sent).toMatchObject([{ how: 'whisper', place: 'C0HELPDESK U0HELGA' }]);
  },
);

test('“/vpn kick” opens the modal', async () => {
  const desk = aDesk(aWorld(someConnections(3)));

  await deliverTo(desk).type('kick bob@example.com hangs');

  expect(desk.opened).toHaveLength(1);
  expect(desk.world.vpn.terminations).toEqual([]);
});

test('a refusal is counted', async () => {
  const desk = aDesk(aWorld([], { channels: new Map() }));

  await deliverTo(desk).type('who');

  expect(desk.refused).toEqual(['channel_unknown']);
});
