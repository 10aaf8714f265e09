import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

describe.each(['socket', 'http'] as const)(
  'Bouncer can be monitored over HTTP while Slack uses %s',
  (transport) => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await openTestWorkspace({ transport });
    });
    afterAll(() => workspace?.close());

    it.each([
      ['/healthz', 200, 'alive'],
      ['/readyz', 200, 'ready'],
      ['/elsewhere', 404, 'not found'],
    ])('%s answers %i', async (path, status, words) => {
      const response = await get(path);

      expect(response.status).toBe(status);
      expect(await response.text()).toContain(words);
    });

    it('the store is tested once in five seconds, however often readiness is requested', async () => {
      await get('/readyz');
      const before = holdsGiven();

      const answers = await Promise.all(Array.from({ length: 100 }, () => get('/readyz')));

      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      // The five seconds may be over in the middle of it.
      expect(holdsGiven() - before).toBeLessThanOrEqual(1);
    });

    it('/metrics counts the AWS calls and the acknowledgements of Slack’s requests', async () => {
      await workspace.as('helga').in('helpdesk').asks('/vpn who');

      const metrics = await (await get('/metrics')).text();

      const described =
        /^bouncer_aws_calls_total\{action="DescribeClientVpnConnections",region="eu-west-1",outcome="ok"\} (\d+)$/m;
      expect(Number(described.exec(metrics)?.[1])).toBeGreaterThan(0);
      expect(metrics).toMatch(/^bouncer_ack_seconds_count\{by="listener"\} [1-9]/m);
    });

    it('the log contains no token, secret or response_url, even when Slack fails', async () => {
      await workspace.as('helga').in('helpdesk').asks('/vpn who');
      workspace.slack.control.orderFault({
        method: '*',
        times: null,
        fault: { kind: 'status', status: 503 },
      });
      await workspace.as('helga').in('helpdesk').types('/vpn who');
      await eventually(
        'a failure in the log',
        () => workspace.bot().log().includes('reached nobody') || undefined,
      );
      workspace.slack.control.endFaults();

      const urls = workspace.slack.control
        .deliveries()
        .map(({ envelope }) => String(envelope.payload.response_url));
      const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, AWS_SECRET_ACCESS_KEY } =
        workspace.environment;
      const secrets = [
        SLACK_BOT_TOKEN,
        SLACK_APP_TOKEN,
        SLACK_SIGNING_SECRET,
        AWS_SECRET_ACCESS_KEY,
        ...urls,
      ];
      const log = workspace.bot().log();
      expect(urls).not.toEqual([]);
      expect(secrets.filter((secret) => secret !== undefined && log.includes(secret))).toEqual([]);
    });

    /** Trying the store out takes a hold of it, and the store numbers these. */
    function holdsGiven(): number {
      const sqlite = new DatabaseSync(join(workspace.folder, 'bouncer.db'), { readOnly: true });
      try {
        return Number(sqlite.prepare('SELECT number FROM last_hold').get()?.number);
      } finally {
        sqlite.close();
      }
    }

    function get(path: string): Promise<Response> {
      return fetch(`${workspace.bot().address}${path}`);
    }
  },
);

it('a bot that lost its connection to Slack is not ready, and works again when Slack is back', async () => {
  const workspace = await useTestWorkspace();
  const { control } = workspace.slack;
  const readiness = (status: number) =>
    eventually(`/readyz answering ${status}`, async () => {
      const response = await fetch(`${workspace.bot().address}/readyz`);
      return response.status === status || undefined;
    });

  control.orderFault({
    method: 'apps.connections.open',
    times: null,
    fault: { kind: 'status', status: 503 },
  });
  control.disconnectSockets('drop');
  await readiness(503);
  control.endFaults();
  await readiness(200);

  const answer = await workspace.as('helga').in('helpdesk').asks('/vpn who');
  expect(textOf(answer)).toContain('No one is connected');
});
