import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Modal } from '../../../emulators/slack/protocol/client-protocol.ts';
import { terminateButtons, textOf } from '../support/elements.ts';
import type { Choices, PersonAtWork } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Uses the shortcuts, as in a thread, where no command can be typed. */
export function testShortcuts(way: string, open: OpenWorkspace): void {
  describe(`a shortcut, ${way}`, () => {
    let workspace: TestWorkspace;
    let helga: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({});
      // Before the first look-up: for some seconds, a list shares EC2’s earlier answer.
      workspace.connect('prod-eu', 'ursula@example.com');
      workspace.connect('prod-eu', 'omar@example.com');
      helga = workspace.as('helga');
    });
    afterAll(() => workspace?.close());

    const isLauncher = ({ callbackId }: Modal) => callbackId === 'launcher';
    const isKick = ({ callbackId, submit }: Modal) => callbackId === 'kick' && submit !== null;
    const launch = async (person: PersonAtWork, channel: 'helpdesk' | 'leads', fields: Choices) => {
      expect(await person.uses('launcher', channel)).toMatchObject({ ok: true });
      const modal = await person.seesModal('the launcher', isLauncher);
      expect(await person.launches(modal, fields)).toMatchObject({ ok: true });
    };
    const answer = (person: PersonAtWork, text: string) =>
      person.seesModal(`“${text}”`, (modal) => textOf(modal).includes(text));

    it('opens the launcher in the current channel, and leads to a kick there', async () => {
      const [id = ''] = workspace.connect('prod-eu', 'thea@example.com');

      await launch(helga, 'helpdesk', { what: 'kick', name: 'thea@example.com' });
      const modal = await helga.seesModal('the kick', isKick);

      await helga.submits(modal, { reason: 'asked for in a thread' });
      await helga
        .in('helpdesk')
        .sees('the end', ({ text }) => text.startsWith('1 connection terminated') && text.includes('thea'));
      expect(workspace.terminations(id)).toHaveLength(1);
    });

    it('lists connections in the modal, whose buttons work', async () => {
      await launch(helga, 'helpdesk', { what: 'who', name: 'ursula@example.com' });
      const list = await answer(helga, '*ursula@example.com*');
      await helga.presses(list, ({ actionId }) => actionId === 'terminate');

      const modal = await helga.seesModal('the kick', isKick);
      expect(textOf(modal)).toContain('Terminate 1 connection of *ursula@example.com*');
    });

    it('keeps the launcher open with an error, until somebody is chosen', async () => {
      await launch(helga, 'helpdesk', { what: 'kick' });

      const { errors } = await helga.seesModal('an error', (modal) => 'launcher_person' in modal.errors);
      expect(errors).toEqual({ launcher_person: 'Choose a person, or enter a VPN name below.' });
    });

    it('is denied in a channel that doesn’t allow it, and in one that the person isn’t in', async () => {
      const lena = workspace.as('lena');
      workspace.connect('prod-eu', 'vera@example.com');

      await launch(lena, 'leads', { what: 'kick', name: 'vera@example.com' });
      await answer(lena, 'You can’t terminate connections');
      await launch(lena, 'leads', { what: 'kick', name: 'vera@example.com', channel: 'C0SECOPS' });
      await answer(lena, 'because you’re not a member');
    });

    it('on a message lists the connections of its author', async () => {
      const omar = workspace.as('omar');
      await omar.in('helpdesk').types('My VPN hangs');
      const { ts } = await helga.in('helpdesk').sees('it', ({ text }) => text === 'My VPN hangs');

      expect(await helga.uses('who_is_this', 'helpdesk', ts)).toMatchObject({ ok: true });

      const list = await answer(helga, '*omar@example.com*');
      expect(terminateButtons(list).length).toBeGreaterThan(0);
    });
  });
}
