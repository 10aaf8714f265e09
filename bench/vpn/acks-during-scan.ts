import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../test/e2e/support/eventually.ts';
import type { TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { ask } from '../figure.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { openLargeWorkspace } from './large-workspace.ts';
import { repeated, rounds } from './rounds.ts';

const atOnce = 50;
const scanCalls = 2 * 126;

const row = {
  question: `slash command to ack, the 99th of 100, ${atOnce} at once while two endpoints are scanned`,
  unit: 'ms',
  bound: 100,
  judgedBy: 'median',
} as const;

/** How long do commands wait for their acknowledgement while the bot is busiest? */
export function acksDuringScan(vpn: EmulatedVpn) {
  return ask([row], async () => {
    const workspace = await openLargeWorkspace(vpn);
    try {
      const measured = await repeated(rounds, () => p99(workspace, vpn));
      return [{ measured, note: `each of ${rounds} times the slowest of ${atOnce + 1}` }];
    } finally {
      await workspace.close();
    }
  });
}

async function p99(workspace: TestWorkspace, vpn: EmulatedVpn): Promise<number> {
  await workspace.restart();
  const place = workspace.as('helga').in('helpdesk');
  await place.asks('/vpn help');
  const before = workspace.slack.control.deliveries().length;
  const lastCall = (await vpn.calls()).at(-1)?.number ?? 0;

  await place.types('/vpn who');
  while ((await vpn.calls(lastCall)).length === 0) await setTimeout(1);
  await Promise.all(Array.from({ length: atOnce }, () => place.types('/vpn who')));
  const waits = await acknowledged(workspace, before, atOnce + 1);

  const calls = (await vpn.calls(lastCall)).length;
  if (calls >= scanCalls) throw new Error('the scan was over before the last acknowledgement');
  return waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] ?? Number.NaN;
}

function acknowledged({ slack }: TestWorkspace, before: number, count: number): Promise<readonly number[]> {
  return eventually(`${count} acknowledgements`, () => {
    const sent = slack.control.deliveries().slice(before);
    const waits = sent.flatMap(({ durationMs }) => durationMs ?? []);
    return waits.length >= count ? waits : undefined;
  });
}
