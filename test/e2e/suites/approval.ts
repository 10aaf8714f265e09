import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApprovalScenario,
  approvalScenario,
  isApprove,
  isDecline,
} from '../support/approval-scenario.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import { tellsOfTermination } from '../support/outcomes.ts';
import { submitKick } from '../support/submit-kick.ts';
import type { TestWorkspace } from '../support/test-workspace.ts';

/** Kicks that need a second person, from the question to the end. */
export function testApproval(way: string, open: () => Promise<TestWorkspace>): void {
  describe(`an approval, ${way}`, () => {
    let workspace: TestWorkspace;
    let scene: ApprovalScenario;

    beforeAll(async () => {
      workspace = await open();
      scene = approvalScenario(workspace);
    });
    afterAll(() => workspace?.close());

    it('is announced in the modal; when Omar approves, the connection is terminated in both names', async () => {
      const { helga, omar } = scene;
      const name = scene.newName('svc-backup');
      const [session = ''] = workspace.connect('prod-eu', name);
      await helga.in('helpdesk').types(`/vpn kick ${name}`);
      const modal = await helga.modal();
      expect(textOf(modal)).toContain('Approval needed');
      await helga.submits(modal, { reason: 'the key leaked' });
      const request = await scene.request(name);
      expect(workspace.terminations(session)).toEqual([]);

      await omar.presses(request, isApprove);
      await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);
      // The message is a moment ahead of the record.
      await scene.recorded('confirmed', name);

      expect(workspace.terminations(session)).toHaveLength(1);
      const entries = await scene.entriesAbout(name);
      expect(entries.map(({ kind }) => kind)).toEqual([
        ...['approval-requested', 'approved', 'requested', 'finished', 'confirmed'],
      ]);
      for (const { actor, detail } of entries.slice(2)) {
        expect(actor.id).toBe('U0HELGA');
        expect(detail).toContain('approved by omar (U0OMAR)');
      }
      await scene.sees(omar, 'audit', 'Approved · entry');
      expect(elementsOf(await scene.message(request))).toEqual([]);
    });

    it('is needed for three more connections of a name of which the same person just terminated five, as the modal says', async () => {
      const { omar } = scene;
      const name = scene.newName('mallory');
      workspace.connect('prod-eu', name, 5);
      await submitKick(omar, 'helpdesk', name, 'the laptop was stolen');
      await scene.recorded('confirmed', name);
      const more = workspace.connect('prod-eu', name, 3);

      await omar.in('secops').types(`/vpn kick ${name.toUpperCase()}`);
      const modal = await omar.modal();
      await omar.submits(modal, { reason: 'still the same laptop' });
      await scene.recorded('approval-requested', name);

      expect(textOf(modal)).toContain('You terminated 5 connections of');
      expect(workspace.terminations(...more)).toEqual([]);
    });
  });
}

/** Every answer to a request for a second person. */
export function testApprovalRequests(way: string, open: () => Promise<TestWorkspace>): void {
  describe(`an approval request, ${way}`, () => {
    let workspace: TestWorkspace;
    let scene: ApprovalScenario;

    beforeAll(async () => {
      workspace = await open();
      workspace.slack.control.changeChannel({
        id: 'C0HELPDESK',
        members: ['U0HELGA', 'U0OMAR', 'U0ANNA', 'U0GUS'],
      });
      scene = approvalScenario(workspace);
    });
    afterAll(() => workspace?.close());

    it('cannot be approved by the requester or a guest; both attempts are recorded, and it stays open', async () => {
      const { helga, omar } = scene;
      const { name, session, request } = await scene.asked('svc-mail');

      const own = await helga.in('helpdesk').answerTo(() => helga.presses(request, isApprove));
      const guest = workspace.as('gus');
      const refused = await guest.in('helpdesk').answerTo(() => guest.presses(request, isApprove));

      expect(textOf(own)).toContain('can’t approve your own request');
      expect(textOf(refused)).toContain('Guests can’t');
      const details = (await scene.entriesAbout(name)).map(({ detail }) => detail);
      expect(details.slice(1)).toEqual(['approval_own (kick)', 'person_guest (kick)']);
      expect(workspace.terminations(session)).toEqual([]);
      await omar.presses(request, isApprove);
      await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);
    });

    it('cannot be approved from another channel, even with a forged button', async () => {
      const { name, session, request } = await scene.asked('svc-far');

      await scene.pressesLate(scene.omar, request, 'secops');
      const refused = await scene.recorded('refused', name);

      expect(refused).toMatchObject({ detail: 'approval_elsewhere (kick)', channel: { id: 'C0SECOPS' } });
      expect(textOf(await scene.message(request))).toContain('can approve until');
      expect(workspace.terminations(session)).toEqual([]);
    });

    it('is carried out once when two people approve at once, and later people learn who approved', async () => {
      const { omar } = scene;
      const anna = workspace.as('anna');
      const { name, request } = await scene.asked('svc-two');

      await Promise.all([omar.presses(request, isApprove), anna.presses(request, isApprove)]);
      await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);
      const again = await anna.in('helpdesk').answerTo(() => scene.pressesLate(anna, request));

      const kinds = (await scene.entriesAbout(name)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'approved')).toHaveLength(1);
      expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(1);
      expect(textOf(again)).toContain('already approved this request');
    });

    it.each([
      ['with a reason', 'the backup is running'],
      ['without one', ''],
    ])('terminates nothing when it is declined %s', async (_, reason) => {
      const { omar } = scene;
      const { name, session, request } = await scene.asked('svc-spared');

      await omar.presses(request, isDecline);
      await omar.submits(await omar.modal(), { reason });
      await scene.sees(omar, 'helpdesk', `Declined: 1 connection of ${name}`);

      expect(textOf(await scene.message(request))).toContain(reason);
      expect((await scene.entriesAbout(name)).at(-1)).toMatchObject({
        kind: 'declined',
        actor: { id: 'U0OMAR' },
      });
      const late = await omar.in('helpdesk').answerTo(() => scene.pressesLate(omar, request));
      expect(textOf(late)).toContain('already declined this request');
      expect(workspace.terminations(session)).toEqual([]);
    });

    it('can be withdrawn by the requester', async () => {
      const { helga } = scene;
      const { name, session, request } = await scene.asked('svc-regret');

      await helga.presses(request, isDecline);
      await helga.submits(await helga.modal(), { reason: '' });
      await scene.sees(helga, 'helpdesk', `Withdrawn: 1 connection of ${name}`);

      expect((await scene.entriesAbout(name)).at(-1)).toMatchObject({ kind: 'withdrawn' });
      expect(workspace.terminations(session)).toEqual([]);
    });

    it('for more connections than the limit terminates those that are connected when it is approved', async () => {
      const { helga, omar } = scene;
      const name = scene.newName('mallory');
      const seen = workspace.connect('prod-eu', name, 6);
      await submitKick(helga, 'helpdesk', name, 'laptop was stolen');
      const request = await scene.request(name);
      const unseen = workspace.connect('prod-us', name);

      await omar.presses(request, isApprove);
      await scene.sees(omar, 'helpdesk', `7 connections terminated: ${name}`);

      expect(workspace.terminations(...seen, ...unseen)).toHaveLength(7);
    });

    it('does not affect one’s own connections', async () => {
      const bob = workspace.as('bob');
      const connections = workspace.connect('prod-eu', 'bob@example.com', 6);

      await bob.in('general').types('/vpn kick @bob');
      const modal = await bob.modal();
      await bob.submits(modal, { reason: 'left them open at home' });

      expect(textOf(modal)).not.toContain('second person');
      await eventually('the end', () => workspace.terminations(...connections)[5]);
      await bob.inDirectMessage().sees('the end', ({ text }) => tellsOfTermination(text));
    });
  });
}
