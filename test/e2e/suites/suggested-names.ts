import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, Modal } from '../../../emulators/slack/protocol/client-protocol.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { PersonAtWork, Which } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Corrects a name by its button, in a message and in a modal. */
export function testSuggestedNames(way: string, open: OpenWorkspace): void {
  describe(`a name that was not meant, ${way}`, () => {
    let workspace: TestWorkspace;
    let omar: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({});
      omar = workspace.as('omar');
    });
    afterAll(() => workspace?.close());

    const isSuggestion: Which = ({ actionId }) => actionId === 'kick_name' || actionId === 'block_name';
    const reasonIn = (modal: Modal) => /"initial_value":"([^"]*)"/.exec(JSON.stringify(modal))?.[1];

    /** The answer is a message or, where it takes longer, a modal. */
    async function suggestionAfter(command: string): Promise<Message | Modal> {
      const before = await omar.snapshot();
      const known = new Set(before.messages.map(({ ts }) => ts));
      await omar.in('secops').types(command);
      return eventually('a suggestion', async () => {
        const { messages, modal } = await omar.snapshot();
        const candidates = [
          ...messages.filter(({ ts }) => !known.has(ts)),
          ...(modal === null ? [] : [modal]),
        ];
        return candidates.find((each) => elementsOf(each).some(isSuggestion));
      });
    }

    it('is corrected with one press, which keeps the typed reason', async () => {
      const [id = ''] = workspace.connect('prod-eu', 'joanna@example.com');

      const answer = await suggestionAfter('/vpn kick joan laptop hangs');
      expect(textOf(answer)).toContain('joanna@example.com');
      await omar.presses(answer, isSuggestion);
      const modal = await omar.modal();

      expect(textOf(modal)).toContain('Terminate 1 connection of *joanna@example.com*');
      expect(reasonIn(modal)).toBe('laptop hangs');
      await omar.submits(modal, { reason: 'laptop hangs' });
      await omar.in('secops').sees('the end', ({ text }) => text.startsWith('1 connection terminated'));
      expect(workspace.terminations(id)).toHaveLength(1);
    });

    it('with a typo is corrected to the closest name, which keeps the typed reason', async () => {
      const [id = ''] = workspace.connect('prod-eu', 'viktoria@example.com');

      const answer = await suggestionAfter('/vpn kick vikotria@example.com laptop stolen');
      expect(textOf(answer)).toContain('viktoria@example.com');
      expect(workspace.terminations(id)).toHaveLength(0);
      await omar.presses(answer, isSuggestion);
      const modal = await omar.modal();

      expect(textOf(modal)).toContain('Terminate 1 connection of *viktoria@example.com*');
      expect(reasonIn(modal)).toBe('laptop stolen');
    });

    it('with a longer name connected, is corrected in the same modal', async () => {
      workspace.connect('prod-eu', 'Carl');
      const [meant = ''] = workspace.connect('prod-eu', 'Carl Carlson');

      const first = await suggestionAfter('/vpn kick Carl Carlson left the company');
      await omar.presses(first, isSuggestion);
      const modal = await omar.seesModal('the other name', (now) =>
        textOf(now).includes('Terminate 1 connection of *Carl Carlson*'),
      );

      expect(reasonIn(modal)).toBe('left the company');
      await omar.submits(modal, { reason: 'left the company' });
      await omar
        .in('secops')
        .sees('the end', ({ text }) => text.includes('Carl Carlson') && !text.startsWith('Terminating'));
      expect(workspace.terminations(meant)).toHaveLength(1);
      expect(workspace.terminations()).toHaveLength(2);
    });
  });
}
