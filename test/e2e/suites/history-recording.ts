import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endpoints } from '../support/bot-config.ts';
import { textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
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

/** Fills the connection history from scans, the audit log and the connection logs. */
export function testHistoryRecording(way: string, open: OpenWorkspace): void {
  describe(`the connection history, ${way}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await open({
        config: { history: { connectionLog: true } },
        ec2: { endpoints: loggingEndpoints, regulars: ['bob@example.com', 'anna@example.com'] },
      });
    });
    afterAll(() => workspace?.close());

    it('knows from where and with what someone is connected, by the connection log', async () => {
      const text = await eventually('the public address', async () => {
        const history = await historyOf(workspace, 'bob@example.com');
        return history.includes('203.0.113.') ? history : undefined;
      });

      expect(text).toMatch(/public address 203\.0\.113\.\d+ · (Windows|macOS|Linux)/);
    });

    it('knows who terminated a connection, and why', async () => {
      await submitKick(workspace.as('omar'), 'secops', 'bob@example.com', 'laptop stolen');

      const text = await eventually('the end', async () => {
        const history = await historyOf(workspace, 'bob@example.com');
        return history.includes('laptop stolen') ? history : undefined;
      });

      expect(text).toContain('Terminated by <@U0OMAR> in <#C0SECOPS>: “laptop stolen”');
    });
  });
}
