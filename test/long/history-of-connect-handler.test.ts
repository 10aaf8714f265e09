import { expect, it, onTestFinished } from 'vitest';
import { historyOf } from '../e2e/suites/history-recording.ts';
import { openBlockTestWorkspace } from '../e2e/support/block-test-workspace.ts';
import { endpointNamed } from '../e2e/support/bot-config.ts';
import { textOf } from '../e2e/support/elements.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { openTestWorkspace } from '../e2e/support/test-workspace.ts';

/** A connection that begins after a scan is found by the next one, a minute later. */
const twoScansMs = 120_000;

it('the history knows the public address and the client that the connect handler saw', async () => {
  const workspace = await openBlockTestWorkspace((options) =>
    openTestWorkspace({ ...options, config: { ...options.config, history: {} } }),
  );
  onTestFinished(() => workspace.close());
  await workspace.ec2.dial({ endpointId: endpointNamed('lab').id, commonName: 'kiosk.example.com' });

  const text = await eventually(
    'the public address',
    async () => {
      const history = await historyOf(workspace, 'kiosk.example.com');
      return history.includes('public address') ? history : undefined;
    },
    twoScansMs,
  );

  const [, address] = /public address (203\.0\.113\.\d+)/.exec(text) ?? [];
  const found = await workspace.as('helga').in('helpdesk').asks(`/vpn who ${address}`);
  expect(textOf(found)).toContain('kiosk.example.com');
});
