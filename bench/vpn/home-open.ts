import { setTimeout } from 'node:timers/promises';
import { eventually } from '../../test/e2e/support/eventually.ts';
import type { PersonAtWork } from '../../test/e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../../test/e2e/support/test-workspace.ts';
import { ask, type Row } from '../figure.ts';
import type { EmulatedVpn } from './emulated-vpn.ts';
import { openLargeWorkspace, warmUp } from './large-workspace.ts';
import { repeated, rounds } from './rounds.ts';

/** Slack's rate of `views.publish` leaves room for this. */
const pauseMs = 1_500;
/** Nothing more is published after this. */
const settlesMs = 1_000;

const rows = [
  {
    question: 'Home tab among 126,000, from the event to the first `views.publish`',
    unit: 'ms',
    bound: 300,
    judgedBy: 'median',
  },
  {
    question: 'the same, to the complete tab',
    unit: 'ms',
    bound: 300,
    judgedBy: 'median',
  },
] as const satisfies readonly Row[];

/** How long does the Home tab take, once its endpoints are scanned? */
export function homeOpen(vpn: EmulatedVpn) {
  return ask(rows, async () => {
    const workspace = await openLargeWorkspace(vpn);
    try {
      await warmUp(workspace);
      const [bob, omar] = [workspace.as('bob'), workspace.as('omar')];
      // The first tab of a process looks up channels and members that are remembered for a minute.
      for (const person of [bob, omar]) await opened(workspace, person);
      const measured = await repeated(2 * rounds, async (round) => {
        await setTimeout(pauseMs);
        return opened(workspace, round % 2 === 0 ? bob : omar);
      });
      return [
        { measured: measured.map(({ firstMs }) => firstMs) },
        { measured: measured.map(({ lastMs }) => lastMs) },
      ];
    } finally {
      await workspace.close();
    }
  });
}

/** Opens the tab. @returns Milliseconds until it was published for the first and for the last time. */
async function opened({ slack: { control } }: TestWorkspace, person: PersonAtWork) {
  const [lastCall, lastDelivery] = [control.calls().at(-1), control.deliveries().at(-1)];
  await person.opensHome();
  const published = () => control.calls(lastCall?.number).filter(({ method }) => method === 'views.publish');
  await eventually('the tab', () => published()[0]);
  await setTimeout(settlesMs);

  const [delivery] = control
    .deliveries(lastDelivery?.number)
    .filter(({ envelope }) => JSON.stringify(envelope).includes('app_home_opened'));
  const beganMs = Date.parse(delivery?.at ?? '');
  const times = published().map(({ at }) => Date.parse(at) - beganMs);
  return { firstMs: times[0] ?? Number.NaN, lastMs: times.at(-1) ?? Number.NaN };
}
