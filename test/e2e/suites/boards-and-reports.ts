import { fileURLToPath } from 'node:url';
import { addMinutes } from 'date-fns/addMinutes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { PersonAtWork } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

const later = fileURLToPath(new URL('../support/clock-one-hour-ahead.ts', import.meta.url));
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A report that is due half an hour from now. */
function reportSoon() {
  const due = addMinutes(new Date(), 30);
  const at = `${weekdays[due.getUTCDay()]} ${due.toISOString().slice(11, 16)}`;
  return { channel: 'C0SECOPS', at, zone: 'UTC' };
}

/** Messages that Bouncer posts or updates by itself: after an hour, which passes while it is stopped. From then on its clock
 * is ahead of Slack's, so this comes last. */
export function testBoardsAndReports(way: string, open: OpenWorkspace): void {
  describe(`a team board and a weekly report, ${way}`, () => {
    let workspace: TestWorkspace;
    let lena: PersonAtWork;
    let omar: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({ config: { history: {}, report: reportSoon() } });
      lena = workspace.as('lena');
      omar = workspace.as('omar');
    });
    afterAll(() => workspace?.close());

    const board = (what: string, ...texts: readonly string[]) =>
      lena
        .in('leads')
        .sees(what, (message) =>
          [/^VPN board: @platform/, ...texts].every((text) => textOf(message).search(text) >= 0),
        );

    it('shows who of a group is connected, and the report of the week to whoever asks', async () => {
      workspace.connect('prod-eu', 'bob@example.com');

      await lena.in('leads').types('/vpn board @platform 3h');
      const shown = await board('the board', '1 of 3 members connected');
      const report = await eventually('an observed endpoint', async () => {
        const answer = await omar.in('secops').asks('/vpn report');
        return elementsOf(answer).some(({ actionId }) => actionId === 'charts') ? answer : undefined;
      });

      expect(textOf(shown)).toContain('started by lena');
      expect(JSON.stringify(shown.blocks)).not.toContain('<@');
      expect(textOf(report)).toContain('No kicks or blocks this week');
    });

    it('replaces the board for the same group, and ends it with its button', async () => {
      await lena.in('leads').types('/vpn board @platform');
      await board('the end of the first board', 'lena started a newer one');
      const second = await board('the second board', 'connected');

      await lena.presses(second, ({ actionId }) => actionId === 'board_stop');

      await board('the end of the second board', 'stopped by lena');
      await lena.in('leads').types('/vpn board @platform');
      await board('a third board', '1 of 3 members connected');
    });

    it('updates the board and posts the report, with its charts in its thread, after a restart, an hour later', async () => {
      workspace.connect('prod-eu', 'anna@example.com');
      const asked = (await omar.in('secops').messages()).map(({ ts }) => ts);
      await workspace.kill();
      await workspace.startAgain({ NODE_OPTIONS: `--import=${later}` });

      await board('who has connected', '2 of 3 members connected');
      const report = await omar
        .in('secops')
        .sees('the report', ({ ts, text }) => text.startsWith('VPN report') && !asked.includes(ts));

      expect(textOf(report)).toContain('prod-eu');
      const charts = await omar
        .in('secops')
        .sees('the charts', ({ threadTs, files }) => threadTs === report.ts && files.length > 0);
      expect(charts.files[0]).toMatchObject({
        name: expect.stringMatching(/-week-.*\.png$/),
        altText: expect.stringContaining('Last 7 days: peak'),
      });
    });
  });
}
