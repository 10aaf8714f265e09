import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { channels } from '../../e2e/support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from '../../e2e/support/test-workspace.ts';
import { bundledPage } from '../../emulators/page/bundled-page.ts';
import { chromiumPath, closeWindow, discardWindows, withoutChromium } from '../../emulators/page/chromium.ts';
import { type OpenPage, openPage } from './open-page.ts';
import { type PageSetup, titleOf } from './page-setups.ts';
import { staffedAcme, staffOf } from './staff.ts';

const crowd = 200;

/** What people do all day on the page, with the real bot, in each of these ways. */
export function testDailyWork(setups: readonly PageSetup[]): void {
  describe.skipIf(chromiumPath === undefined)(`the page with the real bot${withoutChromium}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await openTestWorkspace({ slack: { page: await bundledPage(), content: staffedAcme } });
      // All of them before anybody looks: a list may be some seconds old.
      for (let each = 1; each <= crowd; each += 1) workspace.connect('prod-us', `crowd-${each}@example.com`);
      for (const setup of setups) {
        workspace.connect('prod-eu', stale(setup));
        workspace.connect('prod-eu', guarded(setup));
        workspace.connect('prod-eu', compromised(setup), 2);
      }
    });
    afterAll(async () => {
      await discardWindows();
      await workspace?.close();
    });

    describe.for(setups)('$id', { concurrent: true }, (setup) => {
      it(`a stale connection is found, terminated and recorded, ${titleOf(setup)}`, async () => {
        const name = stale(setup);
        const helpdesk = await open('helpdesk', 'helpdesk', setup);

        await helpdesk.say(`/vpn who ${name}`);
        await helpdesk.press(helpdesk.message(name).getByRole('button', { name: 'Terminate' }));
        await endWithReason(helpdesk, 'stale session, user asked');
        await helpdesk.message(name).getByText('terminated, confirmed after').waitFor();
        await helpdesk.goTo('vpn-audit');
        const announced = helpdesk.message(name).filter({ hasText: 'connection terminated' });
        await announced.getByText('active → terminating → terminated').waitFor();

        const record = (await workspace.entries()).filter(({ target }) => target === name);
        expect(record.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
        expect(await announced.textContent()).toContain(`entry ${record.at(-1)?.seq}`);
        expect(namesLive(name)).toBe(0);
        await closeWindow(helpdesk.page);
      });

      it(`a guest gets a denial, ${titleOf(setup)}`, async () => {
        const guest = await open('guest', 'helpdesk', setup);

        await guest.say('/vpn who');

        const answer = guest.message('Only visible to you');
        await answer.getByText('Guests can’t use').waitFor();
        expect(await answer.getByRole('button').count()).toBe(0);
        await closeWindow(guest.page);
      });

      it(`any page and any name of ${crowd} connections can be found, ${titleOf(setup)}`, async () => {
        const lead = await open('lead', 'leads', setup);
        const list = lead.message('Only visible to you');
        const turn = (name: RegExp) => lead.press(list.getByRole('button', { name }));

        await lead.say('/vpn who crowd-');
        await list.getByText('· page 1 of 20').waitFor();
        const first = await namesOn(lead);
        await turn(/Next/);
        await list.getByText('· page 2 of 20').waitFor();
        const second = await namesOn(lead);
        await turn(/Previous/);
        await list.getByText('· page 1 of 20').waitFor();
        await lead.choose(list.getByRole('button', { name: 'All endpoints' }), 'prod-eu');
        await list.getByText('No connections match').waitFor();
        await lead.say('/vpn who crowd-17');
        await lead.message('11 of ').getByText('· page 1 of 2').waitFor();

        expect(first).toHaveLength(10);
        expect(new Set([...first, ...second]).size).toBe(20);
        await closeWindow(lead.page);
      });

      it(`a protected connection is terminated when a second person approves, ${titleOf(setup)}`, async () => {
        const name = guarded(setup);
        const requester = await open('requester', 'secops', setup);
        const second = await openPage(workspace.slack.url, 'U0OMAR', 'secops', setup);

        await requester.say(`/vpn kick ${name} the key has leaked`);
        await endWithReason(requester, '');
        const request = second.message(name).filter({ hasText: 'Approval needed' });
        await second.press(request.getByRole('button', { name: 'Approve' }));
        await second.press(second.page.getByRole('dialog').getByRole('button', { name: 'Approve' }));
        await second.message(name).getByText('terminated, confirmed after').waitFor();
        const ofName = requester.page.locator('.message').filter({ hasText: name });
        await ofName.filter({ hasText: 'approved this request at' }).waitFor();

        expect(namesLive(name)).toBe(0);
        expect(await requester.message(name).textContent()).toContain('approved by @omar');
        await closeWindow(requester.page);
        await closeWindow(second.page);
      });

      it(`the audit channel shows a kick at once, ${titleOf(setup)}`, async () => {
        const name = compromised(setup);
        const auditor = await open('auditor', 'audit', setup);
        const responder = await open('responder', 'secops', setup);

        await responder.say(`/vpn kick ${name} laptop stolen`);
        await endWithReason(responder, '');

        const announced = auditor.message(name);
        await announced.getByText('laptop stolen').waitFor();
        await announced.getByText('active → terminating → terminated').nth(1).waitFor();
        expect(await announced.textContent()).toContain(`@${staffOf(setup, 'responder').name}`);
        expect(namesLive(name)).toBe(0);
        await closeWindow(auditor.page);
        await closeWindow(responder.page);
      });
    });

    function open(role: Parameters<typeof staffOf>[1], channel: keyof typeof channels, setup: PageSetup) {
      return openPage(workspace.slack.url, staffOf(setup, role).id, channel, setup);
    }

    function namesLive(name: string): number {
      const { connections } = workspace.ec2.fleet();
      return connections.filter(({ username, endedAt }) => username === name && endedAt === null).length;
    }
  });
}

function stale({ id }: PageSetup): string {
  return `stale-${id}@example.com`;
}

function guarded({ id }: PageSetup): string {
  return `svc-${id}@example.com`;
}

function compromised({ id }: PageSetup): string {
  return `compromised-${id}@example.com`;
}

/** In the modal: a reason where one is still missing, and the end. */
async function endWithReason({ page, write, press }: OpenPage, reason: string): Promise<void> {
  const modal = page.getByRole('dialog', { name: 'Terminate connections' });
  const field = modal.getByRole('textbox', { name: 'Reason' });
  await field.waitFor();
  if (reason !== '') await write(field, reason);
  await press(modal.getByRole('button', { name: 'Terminate' }));
  await modal.waitFor({ state: 'detached' });
}

async function namesOn({ message }: OpenPage): Promise<readonly string[]> {
  const text = (await message('Only visible to you').textContent()) ?? '';
  return [...text.matchAll(/crowd-\d+@example\.com/g)].map(([name]) => name);
}
