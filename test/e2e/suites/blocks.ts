import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from '../support/answer-anywhere.ts';
import { type BlockTestWorkspace, openBlockTestWorkspace } from '../support/block-test-workspace.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { OpenWorkspace } from '../support/test-workspace.ts';

/** Omar types a command that opens a modal, and submits it. */
export async function omarSubmits(
  workspace: BlockTestWorkspace,
  command: string,
  keepOut?: string,
): Promise<void> {
  const omar = workspace.as('omar');
  await omar.in('secops').types(command);
  const modal = await omar.modal();
  await omar.submits(modal, { reason: 'laptop stolen', ...(keepOut !== undefined && { keepOut }) });
}

export const kindsIn = async (workspace: BlockTestWorkspace, target: string) =>
  (await workspace.entries()).flatMap(({ kind, target: of }) => (of === target ? [kind] : []));
const isBack = (workspace: BlockTestWorkspace, name: string) =>
  eventually(`${name} being back`, () => workspace.isOn(name) || undefined);
export const secopsSees = (workspace: BlockTestWorkspace, words: string, name: string) =>
  workspace
    .as('omar')
    .in('secops')
    .sees(`“${words}” about ${name}`, (message) =>
      [words, name].every((part) => textOf(message).includes(part)),
    );
const auditSees = (workspace: BlockTestWorkspace, title: string, name: string) =>
  workspace
    .as('omar')
    .in('audit')
    .sees(`“${title}” about ${name}`, ({ text }) => text.startsWith(title) && text.includes(name));

/** Blocks someone in every way, and removes the blocks again. */
export function testBlocks(way: string, open: OpenWorkspace): void {
  describe(`a blocked person, ${way}`, () => {
    let workspace: BlockTestWorkspace;

    beforeAll(async () => {
      workspace = await openBlockTestWorkspace(open);
    });
    afterEach(() => workspace.newcomersGiveUp());
    afterAll(() => workspace?.close());

    it('cannot reconnect after a kick, although the client keeps trying; others can', async () => {
      const laptop = workspace.newcomer('mallory-laptop');
      const kiosk = workspace.newcomer('kiosk');

      await omarSubmits(workspace, `/vpn kick ${laptop}`, '86400s');
      const outcome = await secopsSees(workspace, 'connection terminated*', laptop);
      await workspace.denied(laptop, 2);
      expect(textOf(outcome)).toMatch(/\*Blocked\* until .* on every endpoint/);
      expect(textOf(outcome).match(/laptop stolen/g)).toHaveLength(1);
      const all = await workspace.as('omar').in('secops').messages();
      const others = all.filter(
        ({ text, ts, threadTs }) => text.includes(laptop) && ts !== outcome.ts && !threadTs,
      );
      expect(others).toEqual([]);
      await omarSubmits(workspace, `/vpn kick ${kiosk}`);
      // A client that is back quickly is ended more than once.
      await secopsSees(workspace, 'terminated', kiosk);
      await isBack(workspace, kiosk);

      expect(workspace.isOn(laptop)).toBe(false);
      const kinds = await kindsIn(workspace, laptop);
      expect(kinds.slice(0, 4)).toEqual(['block-requested', 'blocked', 'requested', 'finished']);
      expect(kinds).toContain('confirmed');
    });

    it('is reported in the audit channel when they try, once however often', async () => {
      const anna = workspace.newcomer('anna');

      await omarSubmits(workspace, `/vpn block ${anna} until lifted stolen`);
      const told = await auditSees(workspace, 'Connection denied', anna);
      await workspace.denied(anna, 3);

      expect(textOf(told)).toContain('Tried to connect');
      expect(textOf(told)).toMatch(/203\.0\.113\.\d+/);
      const kinds = await kindsIn(workspace, anna);
      expect(kinds.filter((kind) => kind === 'turned-away')).toHaveLength(1);
    });

    it('is reported in the thread of the block, in its channel, once', async () => {
      const gina = workspace.newcomer('gina');

      await omarSubmits(workspace, `/vpn block ${gina} 4h stolen`);
      const outcome = await secopsSees(workspace, '*Blocked*', gina);
      const told = await secopsSees(workspace, 'tried to connect', gina);
      await workspace.denied(gina, 2);

      expect(told.threadTs).toBe(outcome.ts);
      expect(textOf(told)).toMatch(/denied\*.* to lab .* from 203\.0\.113\.\d+ \(\w+\)/);
      expect(textOf(told)).not.toContain('<@');
      const all = await workspace.as('omar').in('secops').messages();
      expect(all.filter(({ threadTs }) => threadTs === outcome.ts)).toHaveLength(1);
    });

    it('can reconnect when the block expires, without any action', async () => {
      const ben = workspace.newcomer('ben');

      await omarSubmits(workspace, `/vpn block ${ben} 1s stolen`);
      await workspace.denied(ben);
      await isBack(workspace, ben);
      await auditSees(workspace, 'Block expired', ben);

      expect(await kindsIn(workspace, ben)).toContain('block-expired');
      const message = await secopsSees(workspace, '*No longer blocked*', ben);
      expect(textOf(message)).toContain('laptop stolen');
    });

    it('can reconnect when the block is removed, and everyone in the channel sees who removed it', async () => {
      const carla = workspace.newcomer('carla');
      await omarSubmits(workspace, `/vpn block ${carla} 2d stolen`);
      await workspace.denied(carla);

      const omar = workspace.as('omar');
      await omar.in('secops').types(`/vpn unblock ${carla} found again`);
      await omar.submits(await omar.modal(), { reason: 'found again' });
      const removed = await secopsSees(workspace, '*Unblocked*', carla);
      await isBack(workspace, carla);

      expect(textOf(removed)).toContain('found again');
      expect(await kindsIn(workspace, carla)).toEqual(
        expect.arrayContaining(['blocked', 'unblock-requested', 'unblocked']),
      );
    });

    it('stays blocked by the longer of two blocks, and the list shows the active one', async () => {
      const dora = workspace.newcomer('dora');
      await omarSubmits(workspace, `/vpn block ${dora} 1h stolen`);
      await secopsSees(workspace, '*Blocked*', dora);
      await omarSubmits(workspace, `/vpn block ${dora} 1s still stolen`);
      await secopsSees(workspace, 'Already blocked', dora);

      await auditSees(workspace, 'Block expired', dora);
      await workspace.denied(dora);
      const list = await workspace.as('omar').in('secops').asks(`/vpn blocks ${dora}`);

      expect(workspace.isOn(dora)).toBe(false);
      expect(textOf(list)).toMatch(new RegExp(`^1 of \\d+ blocks? matching “${dora}”`));
      expect(elementsOf(list).filter(({ actionId }) => actionId === 'lift')).toHaveLength(1);
      expect(elementsOf(list).filter(({ value }) => value.includes(dora))).toHaveLength(1);
      expect((await kindsIn(workspace, dora)).filter((kind) => kind === 'blocked')).toHaveLength(2);
    });

    it('is unblocked by the Unblock button of the list, which asks for a reason', async () => {
      const omar = workspace.as('omar');
      const eva = workspace.newcomer('eva');
      await omarSubmits(workspace, `/vpn block ${eva} 4h stolen`);
      await workspace.denied(eva);
      const list = await omar.in('secops').asks('/vpn blocks');

      await omar.presses(list, ({ actionId, value }) => actionId === 'lift' && value.includes(eva));
      await omar.submits(await omar.modal(), { reason: 'laptop found' });

      await isBack(workspace, eva);
      const entry = (await workspace.entries()).find(
        ({ kind, target }) => kind === 'unblocked' && target === eva,
      );
      expect(entry).toMatchObject({ reason: 'laptop found' });
    });

    it('is blocked together with others by one command, and unblocked alone', async () => {
      const [ida, jan] = [workspace.newcomer('ida'), workspace.newcomer('jan')];

      await omarSubmits(workspace, `/vpn block ${ida},${jan} 4h stolen`);
      await Promise.all([workspace.denied(ida), workspace.denied(jan)]);
      const blocked = (await workspace.entries()).find(
        ({ kind, target = '' }) => kind === 'blocked' && target.includes(ida),
      );
      expect(blocked?.target).toBe(`${ida}, ${jan}`);

      const omar = workspace.as('omar');
      await omar.in('secops').types(`/vpn unblock ${jan} found again`);
      await omar.submits(await omar.modal(), { reason: 'found again' });
      await isBack(workspace, jan);
      await workspace.denied(ida);
      expect(workspace.isOn(ida)).toBe(false);
    });

    it('is blocked with everyone else whom a kick of several was about', async () => {
      const [kim, lea] = [workspace.newcomer('kim'), workspace.newcomer('lea')];

      await omarSubmits(workspace, `/vpn kick ${kim},${lea}`, '14400s');
      const outcome = await secopsSees(workspace, '2 connections terminated', kim);
      await Promise.all([workspace.denied(kim), workspace.denied(lea)]);

      expect(textOf(outcome)).toMatch(/\*Blocked\* until .* on every endpoint/);
      expect([workspace.isOn(kim), workspace.isOn(lea)]).toEqual([false, false]);
    });

    it('is blocked only after a modal, even if the command has no reason', async () => {
      const omar = workspace.as('omar');
      const hugo = workspace.newcomer('hugo');
      await omarSubmits(workspace, `/vpn block ${hugo} 4h stolen`);
      await workspace.denied(hugo);

      await omar.in('secops').types(`/vpn unblock ${hugo}`);
      const modal = await omar.modal();
      expect(workspace.isOn(hugo)).toBe(false);
      await omar.submits(modal, { reason: 'laptop found' });

      await isBack(workspace, hugo);
      expect(textOf(modal)).toContain(`Unblock *${hugo}*?`);
    });

    it('can reconnect where no handler is attached, as the modal says', async () => {
      const frank = workspace.newcomer('frank', 'prod-us');
      const omar = workspace.as('omar');

      await omar.in('secops').types(`/vpn block ${frank} 4h stolen`);
      const modal = await omar.modal();
      await omar.submits(modal, { reason: 'laptop stolen' });
      const message = await secopsSees(workspace, '*Blocked*', frank);
      const again = await workspace.ec2.dial({
        endpointId: 'cvpn-endpoint-0000000000000aaa2',
        username: frank,
      });

      expect(textOf(modal)).toMatch(/take effect\* on \*prod-us\* \(no connect handler\)/);
      expect(textOf(message)).toMatch(/take effect\* on \*prod-us\*/);
      expect(again).toHaveProperty('connectionId');
    });

    it('cannot be blocked by a channel that may only kick; the denial is recorded', async () => {
      const grete = workspace.newcomer('grete');

      const answer = await answerAnywhere(
        workspace.as('helga'),
        'helpdesk',
        `/vpn block ${grete} 4h because I can`,
      );

      expect(answer).toContain('You can’t block people');
      const refused = await eventually('the refusal on the record', async () =>
        (await workspace.entries()).find(({ kind, target }) => kind === 'refused' && target === grete),
      );
      expect(refused).toMatchObject({ detail: 'grant_missing (block)' });
    });

    it.each([
      ['/vpn block bob 0h stolen', /A block can’t last “0h”/],
      ['/vpn block bob until tomorrow', /How long is “until tomorrow”/],
      ['/vpn unblock nobody.example.com found again', /\*nobody\.example\.com\* isn’t blocked/],
    ])('%s is answered', async (command, sentence) => {
      expect(await answerAnywhere(workspace.as('omar'), 'secops', command)).toMatch(sentence);
    });
  });
}
