import { setTimeout as sleep } from 'node:timers/promises';
import { personAtWork } from '../../e2e/support/person-at-work.ts';
import type { TestWorkspace } from '../../e2e/support/test-workspace.ts';
import type { KickRequest } from './kick-requests.ts';

/**
 * Lets people ask for kicks, each one kick after the other and all people at once, and kills the bot in the middle.
 *
 * @returns What the process said.
 */
export async function workUntilKilled(
  workspace: TestWorkspace,
  orders: readonly KickRequest[],
  runMs: number,
): Promise<string> {
  const killed = new AbortController();
  const people = Map.groupBy(orders, ({ person }) => person);
  const asking = [...people.values()].map((theirs) => askForAll(workspace.slack.url, theirs, killed.signal));

  await sleep(runMs);
  const { stderr } = await workspace.bot().stop('SIGKILL');
  killed.abort();
  await Promise.allSettled(asking);
  return stderr;
}

async function askForAll(url: string, orders: readonly KickRequest[], killed: AbortSignal): Promise<void> {
  for (const order of orders) await askFor(url, order, killed);
}

async function askFor(
  url: string,
  { person, channel, targetRef, endpoint = '' }: KickRequest,
  killed: AbortSignal,
): Promise<void> {
  const kicker = personAtWork(url, person, killed);
  // A modal of an earlier process stays open: nobody was there to close it.
  const before = (await kicker.snapshot()).modal?.id;
  await kicker.in(channel).types(`/vpn kick ${targetRef}`);
  const modal = await kicker.seesModal(
    'the kick modal',
    ({ id, submit }) => id !== before && submit !== null,
  );
  await kicker.submits(modal, { reason: `while the power fails, ${targetRef}`, endpoint });
}
