import { formatHash } from '../../../domain/audit-chain.ts';
import { type AuditLogComparison, compareAuditLog, problemIn } from '../../../domain/audit-witness.ts';
import type { Endpoint } from '../../../domain/endpoint.ts';
import { failureFrom } from '../../../domain/failure.ts';
import type { QueueCheckup, QueueState, SetUp, StoreCheckup, VpnCheckup } from '../../../ports/set-up.ts';
import { failed } from './attempt.ts';
import { endpointSubject } from './check-endpoint.ts';
import { allowing, type CheckSubject, type Finding, type Fix, ok, warning, wrong } from './finding.ts';

/** Checks the queue between ingress and worker: whether it exists, and whether it has dead letters. */
export async function checkQueue(queue: QueueCheckup): Promise<readonly Finding[]> {
  const subject = { check: 'queue', subject: queue.name } as const;
  try {
    const { waiting, dead } = await queue.state();
    if (dead === 0)
      return [ok(subject, `requests on it: ${waiting}; none is left that nobody could work on`)];
    return [warning(subject, deadText(dead), deadFix(dead))];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(subject, failure)];
    return [
      wrong(subject, 'AWS knows no such queue in this account and Region', {
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

export const auditLogSubject: CheckSubject = { check: 'record', subject: 'audit log' };

/** Checks the audit log: whether it still contains every entry that the audit channel shows. */
export async function checkAuditLog({
  workspace,
  auditChannel,
  store,
}: Pick<SetUp, 'workspace' | 'auditChannel' | 'store'>): Promise<readonly Finding[]> {
  // The channel is read first, because entries are announced after they are appended.
  const shown = await workspace.witnesses(auditChannel);
  if (shown.kind === 'refused') {
    return [
      warning(
        auditLogSubject,
        `not compared with the audit channel: Slack does not let it be read: ${shown.word}`,
        {
          step: 'mend what the lines about the bot token, the scopes and the audit channel say',
        },
      ),
    ];
  }
  const recorded = await store.recorded(shown.value.map(({ seq }) => seq));
  if (recorded === undefined) {
    return [ok(auditLogSubject, 'an earlier version wrote it; it is compared when the bot next starts')];
  }
  const comparison = compareAuditLog(recorded.head, recorded.stored, shown.value);
  const problem = problemIn(comparison);
  return [
    problem === undefined
      ? ok(auditLogSubject, agreementText(comparison))
      : wrong(auditLogSubject, `${problem}; every act is refused`, restore),
  ];
}

const restore: Fix = {
  step: 'find out who changed the store, and restore it: docs/runbook.md, “When the record and the audit channel disagree”; only to go on without what is missing, type',
  exact: "node src/main.ts audit accept-head --reason 'why'",
};

function agreementText(comparison: AuditLogComparison): string {
  const { head } = comparison;
  const end = head.seq === 0 ? 'it is empty' : `it ends with entry ${head.seq}, ${formatHash(head.hash)}`;
  return comparison.kind === 'unwitnessed'
    ? `${end}; the audit channel shows no entry to compare with`
    : `${end}; the audit channel agrees up to entry ${comparison.newest.seq}`;
}

/** Checks that the store can be read and written. */
export async function checkStore(store: StoreCheckup): Promise<readonly Finding[]> {
  const subject = { check: 'store', subject: store.name } as const;
  const state = await store.tryOut();

  switch (state.kind) {
    case 'absent':
      return [ok(subject, 'there is none yet; the bot makes it when it first starts')];
    case 'outdated':
      return [ok(subject, 'an earlier version wrote it; the bot brings it up to date when it next starts')];
    case 'works':
      return [ok(subject, 'it can be read and written')];
  }
}

export const blockListSubject = { check: 'block-list', subject: 'blocks' } as const;

/** Checks that the list of blocks can be read, and that there is one if a channel may block. */
export async function checkBlockList({
  rules,
  blocks,
}: Pick<SetUp, 'rules' | 'blocks'>): Promise<readonly Finding[]> {
  if (blocks !== undefined) {
    const all = await blocks.all();
    return [ok(blockListSubject, `the list can be read; blocks on it: ${all.length}`)];
  }
  const blocking = [...rules.channels.values()].filter(({ allow }) => allow.includes('block'));
  if (blocking.length === 0) return [ok(blockListSubject, 'there is no list, and no channel may block')];
  return [
    warning(
      blockListSubject,
      `there is no list, so nobody can be kept out, although ${blocking.map(({ name }) => `#${name}`).join(', ')} may block`,
      {
        step: 'deploy the list and name its table in the configuration',
        exact: 'blocks: { dynamodb: bouncer-blocks }',
      },
    ),
  ];
}

type Rehearsed = 'connections' | 'terminate';

const rehearsals = {
  connections: {
    check: 'aws-look',
    action: 'ec2:DescribeClientVpnConnections',
    does: 'look at its connections',
  },
  terminate: { check: 'aws-end', action: 'ec2:TerminateClientVpnConnections', does: 'end its connections' },
} as const;

export function permissionSubject(endpoint: Endpoint, call: Rehearsed): CheckSubject {
  return { check: rehearsals[call].check, subject: endpointSubject(endpoint).subject };
}

/** Checks with a dry run whether AWS would allow a call on the endpoint. */
export async function checkPermission(
  vpn: VpnCheckup,
  endpoint: Endpoint,
  call: Rehearsed,
): Promise<readonly Finding[]> {
  const { action, does } = rehearsals[call];
  const subject = permissionSubject(endpoint, call);
  try {
    const answer = await vpn.rehearse(endpoint, call);
    return answer === 'allowed'
      ? [ok(subject, `the bot may ${does}`)]
      : [wrong(subject, `AWS does not let the bot ${does}`, allowing(action, endpoint))];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(subject, failure)];
    return [
      warning(subject, `AWS would not even try out whether the bot may ${does}`, {
        step: 'mend what the line about the endpoint says, and run doctor again',
      }),
    ];
  }
}
