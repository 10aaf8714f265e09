import { compareRecord, problemIn, type RecordComparison } from '../../../domain/audit-witness.ts';
import { formatHash } from '../../../domain/canonical-json.ts';
import { failureFrom } from '../../../domain/failure.ts';
import type { QueueCheckup, QueueState } from '../../../ports/queue-checkup.ts';
import type { SetUp } from '../../../ports/set-up.ts';
import type { StoreCheckup } from '../../../ports/store-checkup.ts';
import { failed } from './attempt.ts';
import { type CheckSubject, type Finding, type Fix, ok, warning, wrong } from './finding.ts';

/** Checks the queue between ingress and worker: whether it exists, and whether it has dead letters. */
export async function checkQueue(queue: QueueCheckup): Promise<readonly Finding[]> {
  const looked = { check: 'queue', subject: queue.name } as const;
  try {
    const { waiting, dead } = await queue.state();
    if (dead === 0) return [ok(looked, `requests on it: ${waiting}; none is left that nobody could work on`)];
    return [warning(looked, deadText(dead), deadFix(dead))];
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

function deadText(dead: QueueState['dead']): string {
  return dead === undefined
    ? 'it has no queue for requests that nobody could work on, so they are lost'
    : `requests that nobody could work on: ${dead}`;
}

function deadFix(dead: QueueState['dead']) {
  return dead === undefined
    ? { step: 'deploy infra/ again: somebody took it away' }
    : { step: 'docs/runbook.md, “Alarms”, dead-letters' };
}

export const lookedAtRecord: CheckSubject = { check: 'record', subject: 'audit log' };

/** Checks the audit log: whether it still contains every entry that the audit channel shows. */
export async function checkRecord({
  workspace,
  auditChannel,
  store,
}: Pick<SetUp, 'workspace' | 'auditChannel' | 'store'>): Promise<readonly Finding[]> {
  // The channel is read first, because entries are announced after they are appended.
  const shown = await workspace.witnesses(auditChannel);
  if (shown.kind === 'refused') {
    return [
      warning(
        lookedAtRecord,
        `not compared with the audit channel: Slack does not let it be read: ${shown.word}`,
        {
          step: 'mend what the lines about the bot token, the scopes and the audit channel say',
        },
      ),
    ];
  }
  const recorded = await store.recorded(shown.value.map(({ seq }) => seq));
  if (recorded === undefined) {
    return [ok(lookedAtRecord, 'an earlier version wrote it; it is compared when the bot next starts')];
  }
  const comparison = compareRecord(recorded.head, recorded.stored, shown.value);
  const problem = problemIn(comparison);
  return [
    problem === undefined
      ? ok(lookedAtRecord, agreementText(comparison))
      : wrong(lookedAtRecord, `${problem}; every act is refused`, restore),
  ];
}

const restore: Fix = {
  step: 'find out who changed the store, and restore it: docs/runbook.md, “When the record and the audit channel disagree”; only to go on without what is missing, type',
  exact: "node src/main.ts audit accept-head --reason 'why'",
};

function agreementText(comparison: RecordComparison): string {
  const { head } = comparison;
  const end = head.seq === 0 ? 'it is empty' : `it ends with entry ${head.seq}, ${formatHash(head.hash)}`;
  return comparison.kind === 'unwitnessed'
    ? `${end}; the audit channel shows no entry to compare with`
    : `${end}; the audit channel agrees up to entry ${comparison.newest.seq}`;
}

/** Checks that the store can be read and written. */
export async function checkStore(store: StoreCheckup): Promise<readonly Finding[]> {
  const looked = { check: 'store', subject: store.name } as const;
  const state = await store.tryOut();

  switch (state.kind) {
    case 'absent':
      return [ok(looked, 'there is none yet; the bot makes it when it first starts')];
    case 'outdated':
      return [ok(looked, 'an earlier version wrote it; the bot brings it up to date when it next starts')];
    case 'works':
      return [ok(looked, 'it can be read and written')];
  }
}
