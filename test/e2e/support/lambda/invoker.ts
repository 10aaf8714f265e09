import { z } from 'zod';
import type { RunningFunction } from '../../../../emulators/lambda/running-function.ts';
import type { QueuedMessage, RequestQueue } from './request-queue.ts';

/** What invokes the worker on AWS: the queue's event source mapping, and the schedule. */
export interface Invoker {
  /** What the handler threw. */
  log(): string;
  /** Invokes nothing more. What is being worked on stays on the queue. */
  stop(): void;
}

const pollMs = 25;
/** Nothing can be received while the only requests belong to people whose earlier request is still being worked on. */
const pauseMs = 200;
const scheduleMs = 2_000;
/** Of each kind. The schedule also invokes while an earlier invocation is still at work. */
const maxAtOnce = 2;
const answerSchema = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

/** Invokes the worker with what is on the queue, and as the schedule does, until it is stopped. */
export function startInvoker(worker: RunningFunction, queue: RequestQueue): Invoker {
  let log = '';
  let isStopped = false;
  const atOnce = { requests: 0, schedule: 0 };

  async function invoke(kind: keyof typeof atOnce, event: object): Promise<unknown> {
    atOnce[kind] += 1;
    const { isError, payload } = await worker.invoke(event);
    atOnce[kind] -= 1;
    if (isError && !isStopped) log += `the handler threw: ${JSON.stringify(payload)}\n`;
    return isError ? undefined : payload;
  }

  async function workOn(messages: readonly QueuedMessage[]): Promise<void> {
    const Records = messages.map(({ id, body }) => ({ messageId: id, body }));
    const { data } = answerSchema.safeParse(await invoke('requests', { Records }));
    // An invocation that failed leaves the whole batch on the queue, and so does one whose environment was killed.
    const left = data?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    if (isStopped || left === undefined) return;
    await Promise.all(messages.filter(({ id }) => !left.includes(id)).map(queue.remove));
  }

  async function poll(): Promise<void> {
    const isWorthAsking = atOnce.requests < maxAtOnce && queue.isAnyVisible();
    const messages = isWorthAsking ? await queue.receive() : [];
    if (isStopped) return;
    if (messages.length > 0) workOn(messages).catch(failed);
    pollAgain = setTimeout(keepPolling, isWorthAsking && messages.length === 0 ? pauseMs : pollMs);
  }

  function keepPolling(): void {
    poll().catch(failed);
  }

  function failed(error: unknown): void {
    // The queue is closed after what invokes the worker: a call that was on its way then may fail.
    if (!isStopped) log += `the queue did not respond: ${String(error)}\n`;
  }

  function schedule(): void {
    if (atOnce.schedule < maxAtOnce) void invoke('schedule', { source: 'aws.events' });
  }

  let pollAgain = setTimeout(keepPolling, 0);
  const due = setInterval(schedule, scheduleMs);
  schedule();
  return {
    log: () => log,
    stop: () => {
      isStopped = true;
      clearTimeout(pollAgain);
      clearInterval(due);
    },
  };
}
