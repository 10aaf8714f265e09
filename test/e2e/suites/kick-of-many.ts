import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, Modal } from '../../../emulators/slack/protocol/client-protocol.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { answerAnywhere } from '../support/answer-anywhere.ts';
import { acmeConfig, type EndpointName, endpointNamed } from '../support/bot-config.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { PersonAtWork } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Nobody needs a second person here: that has tests of its own. */
/** So slowly that a kick of 30 can be interrupted. */
const terminations = { burst: 2, perSecond: 5 };
const config = { kick: { ...acmeConfig.kick, approveAbove: 1_000 }, terminations };

/** Kicks of everyone on an endpoint. @param isToldInModal Whether a wrong endpoint is told in the modal: on AWS, it has closed by then. */
export function testKickOfMany(way: string, open: OpenWorkspace, isToldInModal: boolean): void {
  describe(`a kick of everyone on an endpoint, ${way}`, () => {
    let workspace: TestWorkspace;
    let omar: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({ config });
      omar = workspace.as('omar');
    });
    afterAll(() => workspace?.close());

    it('is denied in a channel without the grant, which is told which channels have it', async () => {
      workspace.connect('prod-us', 'ada@example.com', 2);

      const answer = await answerAnywhere(
        workspace.as('helga'),
        'helpdesk',
        '/vpn kick all on prod-us key stolen',
      );

      expect(answer).toContain('several people’s connections at once');
      expect(workspace.terminations()).toEqual([]);
    });

    it('Stop spares those of forty connections that AWS was not yet asked to terminate', async () => {
      connectPeople('prod-eu', 40);
      await kickAll('prod-eu');

      const underWay = await omar
        .in('secops')
        .sees('progress', ({ text }) =>
          /^Terminating 40 .*\n[\s\S]* of 40 terminated · (1[0-9]|2[0-9]) in progress/.test(text),
        );
      await omar
        .in('secops')
        .answerTo(() => omar.presses(underWay, ({ actionId }) => actionId === 'kick_stop'));

      const over = await settled(underWay);
      const ended = statusesOn('prod-eu').filter((status) => status === 'terminated').length;
      expect(over.text).toContain(
        `${ended} connections terminated · ${40 - ended} skipped: everyone on prod-eu`,
      );
      expect(ended).toBeGreaterThanOrEqual(10);
      expect(ended).toBeLessThan(40);
      expect(statusesOn('prod-eu').filter((status) => status === 'active')).toHaveLength(40 - ended);
      expect(elementsOf(over)).toEqual([]);
    });

    it('and the audit log says who stopped it, and which connections were spared', async () => {
      const entries = await workspace.entries();
      const stop = entries.find(({ kind }) => kind === 'stopped');
      const [requested] = entries.filter(({ kind }) => kind === 'requested');
      const outcome = entries.find(({ kind }) => kind === 'finished');

      expect(stop).toMatchObject({ actor: { name: 'omar' }, target: expect.any(String) });
      expect(requested?.connections).toHaveLength(40);
      expect(outcome?.connections?.filter(({ current }) => current?.code === 'stopped')).toHaveLength(
        statusesOn('prod-eu').filter((status) => status === 'active').length,
      );
      await omar.in('audit').sees('the stop', ({ text }) => text.startsWith('Kick stopped'));
    });

    it('requires the endpoint’s name, and accepts no other', async () => {
      const modal = await asked('/vpn kick all on prod-us key stolen', 'prod-us');

      const again = await omar.submits(modal, { reason: 'key stolen', endpoint: 'prod-eu' });

      if (isToldInModal)
        expect(again?.errors).toMatchObject({ endpoint: expect.stringContaining('prod-us') });
      else
        await omar.inDirectMessage().sees('the complaint', ({ text }) => /“prod-us” to confirm/.test(text));
      expect(statusesOn('prod-us')).toEqual(['active', 'active']);
      const anew = again ?? (await asked('/vpn kick all on prod-us key stolen', 'prod-us'));
      await omar.submits(anew, { reason: 'key stolen', endpoint: 'prod-us' });
      await omar
        .in('secops')
        .sees('the end', ({ text }) => text.startsWith('2 connections terminated: everyone on prod-us'));
    });

    it('of several people says who is not connected, and asks only for a reason', async () => {
      workspace.connect('lab', 'kiosk-1');
      workspace.connect('prod-us', 'carl@example.com');
      const modal = await asked('/vpn kick kiosk-1, carl@example.com, nobody@example.com gone', 'kiosk-1');

      expect(textOf(modal)).toContain('Not connected: *nobody@example.com*');
      expect(elementsOf(modal).map(({ blockId }) => blockId)).toEqual(['reason']);
      await omar.submits(modal, { reason: 'all three left' });

      await omar
        .in('secops')
        .sees(
          'the end',
          ({ text }) => text.startsWith('2 connections terminated') && text.includes('kiosk-1'),
        );
      expect(statusesOn('lab')).toEqual(['terminated']);
    });

    it('says that an endpoint is unknown or has no connections', async () => {
      const empty = await answerAnywhere(omar, 'secops', '/vpn kick all on lab key stolen');
      const unknown = await answerAnywhere(omar, 'secops', '/vpn kick all on prod-ue key stolen');
      const nowhere = await answerAnywhere(omar, 'secops', '/vpn kick all');

      expect(empty).toContain('No one is connected to lab');
      expect(unknown).toContain('Did you mean prod-eu?');
      expect(nowhere).toContain('/vpn kick all on ENDPOINT');
    });

    it('continues after a crash in the middle, and terminates nothing twice', async () => {
      const people = connectPeople('lab', 30);
      await kickAll('lab');
      const underWay = await omar
        .in('secops')
        .sees('progress', ({ text }) =>
          /^Terminating 30 .*\n[\s\S]* of 30 terminated · 1\d in progress/.test(text),
        );

      await workspace.bot().stop('SIGKILL');
      await workspace.restart();

      const over = await settled(underWay);
      expect(over.text).toMatch(/^30 connections terminated: everyone on lab/);
      const list = await eventually('the list in the thread', async () =>
        (await omar.snapshot()).messages.find(
          ({ threadTs, text }) => threadTs === over.ts && text.startsWith('*Connections of this kick'),
        ),
      );
      expect(textOf(list).match(/• /g)).toHaveLength(30);
      for (const person of people) expect(workspace.terminations(person)).toHaveLength(1);
      expect(unsettledIn(await workspace.entries())).toEqual([]);
    });

    function connectPeople(endpoint: EndpointName, count: number): readonly string[] {
      return Array.from({ length: count }, (_, index) =>
        workspace.connect(endpoint, `user${index}@example.com`),
      ).flat();
    }

    async function asked(command: string, about: string): Promise<Modal> {
      const before = (await omar.snapshot()).modal?.id;
      await omar.in('secops').types(command);
      return omar.seesModal(
        'the question',
        (modal) => modal.id !== before && modal.submit !== null && textOf(modal).includes(about),
      );
    }

    async function kickAll(endpoint: EndpointName): Promise<void> {
      const modal = await asked(`/vpn kick all on ${endpoint}`, endpoint);
      await omar.submits(modal, { reason: 'the key was stolen', endpoint });
    }

    async function settled({ ts }: Message): Promise<Message> {
      return eventually('the end of the kick', async () => {
        const now = (await omar.in('secops').messages()).find((message) => message.ts === ts);
        return now === undefined || now.text.startsWith('Terminating') ? undefined : now;
      });
    }

    function statusesOn(name: EndpointName): readonly string[] {
      const { id } = endpointNamed(name);
      return workspace.ec2
        .fleet()
        .connections.filter(({ endpointId }) => endpointId === id)
        .map(({ status }) => status);
    }
  });
}

/** Requests without the one outcome that each has. */
function unsettledIn(entries: readonly AuditEntry[]): readonly number[] {
  const outcomes = ['finished', 'failed', 'refused', 'abandoned'];
  return entries
    .filter(({ kind }) => kind === 'requested')
    .filter((requested) => {
      const ids = requested.connections?.map(({ id }) => id) ?? [];
      const own = entries.filter(
        ({ kind, correlation, connections = [] }) =>
          outcomes.includes(kind) &&
          correlation === requested.correlation &&
          connections.some(({ id }) => ids.includes(id)),
      );
      return own.length !== 1;
    })
    .map(({ seq }) => seq);
}
