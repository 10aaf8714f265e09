import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

const pressed = (wanted: string) => (element: { readonly actionId: string }) => element.actionId === wanted;

/** A certificate name from its claim to its removal. */
export function testNames(way: string, open: () => Promise<TestWorkspace>): void {
  describe(`a certificate name, ${way}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await open();
    });
    afterAll(() => workspace?.close());

    const whoIsBob = async () => textOf(await workspace.as('helga').in('helpdesk').asks('/vpn who @bob'));
    const request = (state: string): Promise<Message> =>
      workspace
        .as('omar')
        .in('secops')
        .sees(`the claim: ${state}`, ({ text }) => text.startsWith(`${state}: thinkpad-07`));
    const kinds = async () =>
      (await workspace.entries()).filter(({ target }) => target === 'thinkpad-07').map(({ kind }) => kind);

    it('finds the connections of the person who claimed it once someone else has approved it, until it is removed', async () => {
      const [bob, omar] = [workspace.as('bob'), workspace.as('omar')];
      workspace.connect('lab', 'thinkpad-07');
      expect(await whoIsBob()).not.toContain('thinkpad-07');

      const names = await bob.in('general').asks('/vpn names');
      expect(textOf(names)).toContain('bob@example.com');
      await bob.presses(names, pressed('claim_name'));
      await bob.submits(await bob.modal(), { reason: 'it is my work laptop', name: 'thinkpad-07' });
      const claim = await request('Certificate name claimed');
      expect(textOf(claim)).toContain('1 connection uses this certificate now');
      expect(await whoIsBob()).not.toContain('thinkpad-07');

      await omar.presses(claim, pressed('approve_name'));
      const approved = await request('Certificate name approved');
      expect(elementsOf(approved)).toEqual([]);
      await bob
        .inDirectMessage()
        .sees('that it is theirs', ({ text }) => text.includes('now one of your VPN names'));
      await eventually('Bob with his certificate', async () =>
        (await whoIsBob()).includes('thinkpad-07') ? true : undefined,
      );

      const mine = await eventually('Bob’s names', async () => {
        const answer = await bob.in('general').asks('/vpn names');
        return elementsOf(answer).some(pressed('remove_name')) ? answer : undefined;
      });
      await bob.presses(mine, pressed('remove_name'));
      await bob.submits(await bob.modal(), { reason: 'I gave it back' });
      await request('Certificate name removed');
      await eventually('Bob without it', async () =>
        (await whoIsBob()).includes('thinkpad-07') ? undefined : true,
      );

      expect(await kinds()).toEqual(['name-claim-requested', 'name-claimed', 'name-claim-removed']);
    });
  });
}
