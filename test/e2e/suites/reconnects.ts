import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../../emulators/ec2/control/control-protocol.ts';
import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import { acmeConfig, type EndpointName, endpointNamed } from '../support/bot-config.ts';
import { textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import { untilQuiet } from '../support/evidence.ts';
import { tellsOfTermination } from '../support/outcomes.ts';
import type { PersonAtWork } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Longer than the bot needs to see that a session ended: whoever is back sooner is met by the kick's next round. */
const reconnectMs = 4_000;

/** Reconnects of one person. */
export function testReconnects(way: string, open: OpenWorkspace): void {
  describe(`reconnects after a kick are reported, ${way}`, () => {
    let workspace: TestWorkspace;
    let omar: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({ ec2: { reconnectMs } });
      omar = workspace.as('omar');
    });
    afterAll(() => workspace?.close());

    it('for a certificate client, to the actor and in the audit channel', async () => {
      workspace.connect('lab', 'bob-laptop');
      const kicked = await kick('bob-laptop');

      const warning = await omar.in('secops').sees('a warning', isAbout('bob-laptop'));

      const [, seconds] =
        /<@U0OMAR>: \*bob-laptop\* reconnected to lab after (\d+) s/.exec(textOf(warning)) ?? [];
      // Bouncer sees the end some time after the order, and counts from there.
      expect(Number(seconds)).toBeLessThanOrEqual(secondsFromOrderTo('bob-laptop'));
      expect(warning.threadTs).toBe(kicked.ts);
      const told = await omar.in('audit').sees('the return', ({ text }) => text.startsWith('Reconnected'));
      const ended = await omar.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
      expect(told.threadTs).toBe(ended.ts);
    });

    it('and Kick again opens a modal for the current connections', async () => {
      const warning = await omar.in('secops').sees('a warning', isAbout('bob-laptop'));
      const [back = ''] = (await recorded('returned', 'bob-laptop')).flatMap(({ connections = [] }) =>
        connections.map(({ id }) => id),
      );

      await omar.presses(warning, ({ actionId }) => actionId === 'kick_again');
      await omar.submits(await omar.modal(), { reason: 'and out again' });

      await eventually('the second end', async () =>
        (await recorded('confirmed', 'bob-laptop')).some(({ connections = [] }) =>
          connections.some(({ id, current }) => id === back && current?.code === 'terminated'),
        )
          ? true
          : undefined,
      );
    });

    it('for a person who signs in again after the bot restarted', async () => {
      workspace.connect('prod-eu', 'ada@example.com');
      await kick('ada@example.com');
      // Until then whoever is back is met by the kick's next round, also after a restart.
      await untilQuiet(workspace);

      await workspace.restart();
      const [back] = workspace.connect('prod-eu', 'ada@example.com');

      // Two looks may pass while the processes start: the third is 35 seconds after the end.
      const [returned] = await eventually('the return on record', async () => {
        const entries = await recorded('returned', 'ada@example.com');
        return entries.length > 0 ? entries : undefined;
      });
      expect(returned).toMatchObject({ connections: [{ id: back }] });
      await omar.in('secops').sees('a warning', isAbout('ada@example.com'));
    });

    it('but not for spared connections or other people', async () => {
      const [first = '', spared = ''] = workspace.connect('prod-us', 'dan@example.com', 2);
      await kick('dan@example.com', [spared]);
      workspace.connect('prod-us', 'daniel@example.com');
      const ended = workspace.ec2.calls().at(-1)?.number ?? 0;
      await eventually('the first look', () => workspace.ec2.calls(ended).find(isScanOf('prod-us')));

      // The second look has something to report, so that both are over when that is recorded.
      const back = workspace.connect('prod-us', 'dan@example.com');
      const returned = await eventually('the return on record', async () => {
        const entries = await recorded('returned', 'dan@example.com');
        return entries.length > 0 ? entries : undefined;
      });

      expect(workspace.terminations(first)).toHaveLength(1);
      expect(returned.flatMap(({ connections = [] }) => connections.map(({ id }) => id))).toEqual(back);
      expect(await recorded('returned', 'daniel@example.com')).toEqual([]);
    });

    /** Whole seconds from the order to end somebody's first connection to the beginning of their second, rounded up. */
    function secondsFromOrderTo(commonName: string): number {
      const [back, ended] = workspace.ec2
        .fleet()
        .connections.filter((connection) => connection.commonName === commonName);
      const [order] = workspace.terminations(ended?.id ?? '');
      return Math.ceil(differenceInMilliseconds(back?.establishedAt ?? '', order?.at ?? '') / 1_000);
    }

    async function kick(name: string, spare: readonly string[] = []): Promise<Message> {
      await omar.in('secops').types(`/vpn kick ${name}`);
      const modal = await omar.seesModal(
        'the question',
        (each) => each.submit !== null && textOf(each).includes(name),
      );
      await omar.submits(modal, { reason: 'laptop was stolen', spare });
      return omar
        .in('secops')
        .sees(`the end of ${name}`, ({ text }) => tellsOfTermination(text) && text.includes(name));
    }

    async function recorded(kind: string, target: string) {
      return (await workspace.entries()).filter((entry) => entry.kind === kind && entry.target === target);
    }
  });
}

/** Nobody needs a second person here: that has tests of its own. */
const config = { kick: { ...acmeConfig.kick, approveAbove: 1_000 } };
const manyClients = 15;

/** Reconnects of more people than get a message each. */
export function testReconnectsOfMany(way: string, open: OpenWorkspace): void {
  describe(`reconnects after a kick of many, ${way}`, () => {
    let workspace: TestWorkspace;
    let omar: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({ config, ec2: { reconnectMs } });
      omar = workspace.as('omar');
      for (let client = 1; client <= manyClients; client += 1) workspace.connect('lab', `kiosk-${client}`);
    });
    afterAll(() => workspace?.close());

    it('are reported in one message under the kick and one in the audit channel', async () => {
      await omar.in('secops').types('/vpn kick all on lab');
      const modal = await omar.seesModal('the question', (each) => each.submit !== null);
      await omar.submits(modal, { reason: 'key stolen', endpoint: 'lab' });
      const kicked = await omar.in('secops').sees('the end', ({ text }) => tellsOfTermination(text));

      const all = ({ text }: Message) =>
        text.startsWith(`${manyClients} of ${manyClients} people have reconnected`);
      const told = await eventually('the report of all', async () =>
        (await omar.in('secops').messages()).find(all),
      );
      const announced = await eventually('the same in the audit channel', async () =>
        (await omar.in('audit').messages()).find(all),
      );

      expect(told.threadTs).toBe(kicked.ts);
      expect(announced.threadTs).toBeDefined();
      const isReport = ({ text }: Message) => text.includes('reconnected');
      expect((await omar.in('secops').messages()).filter(isReport)).toHaveLength(1);
      expect((await omar.in('audit').messages()).filter(isReport)).toHaveLength(1);
    });

    it('are recorded once', async () => {
      const returned = (await workspace.entries()).filter(({ kind }) => kind === 'returned');
      const ids = returned.flatMap(({ connections = [] }) => connections.map(({ id }) => id));

      expect(returned.map(({ target }) => target).toSorted()).toEqual(
        Array.from({ length: manyClients }, (_, index) => `kiosk-${index + 1}`).toSorted(),
      );
      expect(new Set(ids).size).toBe(manyClients);
    });
  });
}

/** The first page of a look at a whole endpoint, as watches take. */
function isScanOf(name: EndpointName) {
  return ({ action, endpointId, parameters }: Call) =>
    action === 'DescribeClientVpnConnections' &&
    endpointId === endpointNamed(name).id &&
    !Object.keys(parameters).some((key) => key.startsWith('Filter') || key === 'NextToken');
}

function isAbout(name: string) {
  return ({ text }: Message) => text.startsWith(`${name} reconnected`);
}
