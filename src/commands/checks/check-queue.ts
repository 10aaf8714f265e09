import { failureFrom } from '../../core/failure.ts';
import { type Finding, ok, warning, wrong } from '../../core/finding.ts';
import type { QueueCheckup, QueueState } from '../../ports/queue-checkup.ts';
import { failed } from './attempt.ts';

/** The queue between ingress and worker: whether it is there, and whether something was left behind. */
export async function checkQueue(queue: QueueCheckup): Promise<readonly Finding[]> {
  const looked = { check: 'queue', subject: queue.name } as const;
  try {
    const { waiting, dead } = await queue.state();
    if (dead === 0) return [ok(looked, `requests on it: ${waiting}; none is left that nobody could work on`)];
    return [warning(looked, leftBehind(dead), afterwards(dead))];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(looked, failure)];
    return [
      wrong(looked, 'AWS knows no such queue in this account and Region', {
        step: 'take its address from the output of the deploy',
        exact: 'REQUEST_QUEUE_URL',
      }),
    ];
  }
}

function leftBehind(dead: QueueState['dead']): string {
  return dead === undefined
    ? 'it has no queue for requests that nobody could work on, so they are lost'
    : `requests that nobody could work on: ${dead}`;
}

function afterwards(dead: QueueState['dead']) {
  return dead === undefined
    ? { step: 'deploy infra/ again: somebody took it away' }
    : { step: 'docs/runbook.md, “Alarms”, dead-letters' };
}
