import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import { aConnectionRecord } from '../../builders/a-connection-record.ts';
import { connectionId, endpointId } from '../../builders/ids.ts';
import { endpointNamed, endpoints } from '../support/bot-config.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { FillHistory } from '../support/fill-history.ts';
import { jobKeysOf } from '../support/job-keys-of.ts';
import { submitKick } from '../support/submit-kick.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Endpoints that write connection logs. */
export const loggingEndpoints = endpoints.map((endpoint) => ({
  ...endpoint,
  connectionLog: { group: `/aws/clientvpn/${endpoint.name}` },
}));

/** What somebody reads in #secops about a person's connections of the last day. */
export async function historyOf(workspace: TestWorkspace, name: string): Promise<string> {
  return textOf(await workspace.as('omar').in('secops').asks(`/vpn history ${name}`));
}

const usualAddress = '198.51.100.7';

/** prod-eu was observed ten days ago, and not since, when Anna was there with her phone from her usual address. */
const tenDaysAgo: FillHistory = async (history) => {
  const id = endpointId(endpointNamed('prod-eu').id);
  const now = new Date();
  const daysAgo = subDays(now, 10);
  await history.record([
    aConnectionRecord({
      ...{ endpointId: id, id: connectionId('cvpn-connection-0a10'), username: 'anna@example.com' },
      ...{ startedAt: subHours(daysAgo, 1), lastSeenAt: daysAgo, endedAt: daysAgo },
      ...{ publicIp: usualAddress, device: { platform: 'android' } },
    }),
  ]);
  await history.recordObservation({ endpointId: id, since: subHours(daysAgo, 1), at: daysAgo, active: 0 });
};

/** Fills the connection history from scans, the audit log and the connection logs. */
export function testHistoryRecording(way: string, open: OpenWorkspace): void {
  describe(`the connection history, ${way}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await open({
        config: { history: { connectionLog: true, notify: 'C0SECOPS' } },
        fillHistory: tenDaysAgo,
        ec2: { endpoints: loggingEndpoints, regulars: ['bob@example.com', 'anna@example.com'] },
      });
    });
    afterAll(() => workspace?.close());

    const noticesOf = async (name: string) =>
      (await workspace.as('omar').in('secops').messages()).filter(isNoticeOf(name));
    const seesNoticeOf = (name: string) =>
      workspace.as('omar').in('secops').sees(`a notice of ${name}`, isNoticeOf(name));
    const addressOf = async (name: string) =>
      /public address (203\.0\.113\.\d+)/.exec(await historyOf(workspace, name))?.[1];

    it('knows from where and with what someone is connected, by the connection log', async () => {
      await expect
        .poll(() => historyOf(workspace, 'bob@example.com'))
        .toMatch(/public address 203\.0\.113\.\d+ · (Windows|macOS|Linux)/);
    });

    it('finds by public address who is connected from there, for one person alone', async () => {
      const address = await eventually('the public address', () => addressOf('bob@example.com'));
      const helga = workspace.as('helga');
      const helpdesk = helga.in('helpdesk');

      const list = await helpdesk.asks(`/vpn who ${address}`);
      const all = await helpdesk.asks('/vpn who');
      await helga.presses(all, isShare);
      const shared = await helpdesk.sees('the shared list', ({ onlyFor }) => onlyFor === null);

      expect(textOf(list)).toContain('bob@example.com');
      expect(textOf(list)).not.toContain('anna@example.com');
      expect(textOf(list)).toContain(`public address ${address}`);
      expect(elementsOf(list).some(isShare)).toBe(false);
      expect(textOf(all)).toContain(`public address ${address}`);
      expect(textOf(shared)).toContain('bob@example.com');
      expect(textOf(shared)).not.toContain('203.0.113.');
    });

    it('says since when an endpoint was not observed, and what it knew before', async () => {
      const command = '/vpn history anna@example.com 30d';
      const history = textOf(await workspace.as('omar').in('secops').asks(command));

      expect(history).toContain(`public address ${usualAddress}`);
      expect(history).toMatch(
        /Not observed: .* – .* \(prod-eu\)\. Connections that both began and ended then/,
      );
    });

    it('tells a channel of a new address and device, where the connection can be terminated', async () => {
      const omar = workspace.as('omar');
      const address = await eventually('the public address', () => addressOf('anna@example.com'));

      const notice = await seesNoticeOf('anna@example.com');
      await omar.presses(notice, ({ actionId }) => actionId === 'kick_name');
      await omar.submits(await omar.modal(), { reason: 'not her laptop' });

      expect(textOf(notice)).toContain('*New address and device* · *anna@example.com*');
      expect(textOf(notice)).toContain('Connected to prod-eu <!date');
      expect(textOf(notice)).toContain(`from *${address}*`);
      expect(textOf(notice)).toContain('Compared with 1 connection of the last 30 days');
      expect(JSON.stringify(notice.blocks)).not.toContain('<@');
      expect(elementsOf(notice).map(({ actionId }) => actionId)).toEqual(['kick_name', 'block_name']);
      await omar.in('secops').sees('the end', ({ text }) => /terminated[\s\S]*anna@example\.com/.test(text));
    });

    it('knows who terminated a connection, and why', async () => {
      await submitKick(workspace.as('omar'), 'secops', 'bob@example.com', 'laptop stolen');

      const text = await eventually('the end', async () => {
        const history = await historyOf(workspace, 'bob@example.com');
        return history.includes('laptop stolen') ? history : undefined;
      });

      expect(text).toContain('Terminated by <@U0OMAR> in <#C0SECOPS>: “laptop stolen”');
    });

    it('tells of each person once a day, whatever is read again after a crash', async () => {
      await eventually('the end of the notices', async () =>
        (await jobKeysOf(workspace)).some((key) => key.startsWith('notice')) ? undefined : true,
      );
      await workspace.kill();
      workspace.connect('prod-eu', 'anna@example.com');
      workspace.connect('prod-eu', 'carla@example.com');
      await workspace.startAgain();

      const notice = await seesNoticeOf('carla@example.com');

      expect(textOf(notice)).toContain('This is the first connection with this name');
      expect(await noticesOf('anna@example.com')).toHaveLength(1);
    });
  });
}

const isShare = ({ actionId }: { readonly actionId: string }) => actionId === 'list_share';

const isNoticeOf = (name: string) => (message: Message) =>
  message.text.startsWith('*New ') && textOf(message).includes(name);
