import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../../emulators/slack/protocol/client-protocol.ts';
import { elementsOf } from '../../e2e/support/elements.ts';
import { personAtWork } from '../../e2e/support/person-at-work.ts';

/** Two of them press at once, so that one comes second; nobody presses where they asked themselves. */
const approvers = ['U0OMAR', 'U0ANNA', 'U0BOB'] as const;
const pauseMs = 100;
/** Whoever sees nothing come of it presses again, as people do. */
const againAfterMs = 5_000;

/** Approves whatever asks for a second person, until the bot is killed or nothing asks any more. */
export async function approveAll(url: string, until: AbortSignal | null): Promise<void> {
  const pressedAt = new Map<string, number>();
  for (;;) {
    const asking = await requestsIn(url, until);
    if (asking.length === 0 && until === null) return;

    const now = performance.now();
    const due = asking.filter(
      ({ ts }) => now - (pressedAt.get(ts) ?? Number.NEGATIVE_INFINITY) > againAfterMs,
    );
    for (const request of due) {
      pressedAt.set(request.ts, now);
      const others = approvers.filter((id) => !request.text.includes(`<@${id}>`)).slice(0, 2);
      await Promise.all(others.map((id) => personAtWork(url, id, until).presses(request, isApprove)));
    }
    await sleep(pauseMs);
  }
}

async function requestsIn(url: string, until: AbortSignal | null): Promise<readonly Message[]> {
  const { messages } = await personAtWork(url, approvers[0], until).snapshot();
  return messages.filter((message) => elementsOf(message).some(isApprove));
}

function isApprove({ actionId }: { readonly actionId: string }): boolean {
  return actionId === 'approve';
}
