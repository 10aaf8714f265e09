import { formatHash } from '../../domain/audit-chain.ts';
import { type AuditLogComparison, compareAuditLog, problemIn } from '../../domain/audit-witness.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { QueueCheckup, SetUp } from '../../ports/set-up.ts';
import { attempt, failed } from './attempt.ts';
import { endpointName } from './check-endpoint.ts';
import { checkHistory } from './check-history.ts';
import { about, type Finding, type Subject } from './finding.ts';

/** Checks the store, the audit log in it, the list of blocks, the history, and the queue between ingress and worker. */
export async function checkStores(setUp: SetUp): Promise<readonly Finding[]> {
  const { store, queue, clock, rules } = setUp;
  const [itself, log, ...others] = await Promise.all([
    attempt(clock, about('store', store.name), (on) => checkStore(setUp, on)),
    attempt(clock, about('record', 'audit log'), (on) => checkAuditLog(setUp, on)),
    attempt(clock, about('block-list', 'blocks'), (on) => checkBlockList(setUp, on)),
    Promise.all(
      rules.endpoints.map((endpoint) =>
        attempt(clock, about('history', endpointName(endpoint)), (on) => checkHistory(setUp, endpoint, on)),
      ),
    ).then((found) => found.flat()),
    queue === undefined ? [] : attempt(clock, about('queue', queue.name), (on) => checkQueue(queue, on)),
  ]);
  // A store that cannot be opened is reported once, not twice.
  const reported = new Set(itself.map(({ says }) => says));
  return [...itself, ...log.filter(({ says }) => !reported.has(says)), ...others.flat()];
}

/** Checks that the store can be read and written. */
async function checkStore({ store }: SetUp, on: Subject): Promise<readonly Finding[]> {
  const { kind } = await store.tryOut();
  switch (kind) {
    case 'absent':
      return [on.ok('doesn’t exist yet; Bouncer creates it at its first start')];
    case 'outdated':
      return [on.ok('written by an earlier version; Bouncer migrates it at its next start')];
    case 'works':
      return [on.ok('readable and writable')];
  }
}

/** Checks the audit log: whether it still contains every entry that the audit channel shows. */
async function checkAuditLog(
  { workspace, auditChannel, store }: SetUp,
  on: Subject,
): Promise<readonly Finding[]> {
  // The channel is read first, because entries are announced after they are appended.
  const shown = await workspace.witnesses(auditChannel);
  if (shown.kind === 'refused') {
    return [
      on.warning(
        `not compared with the audit channel, because Bouncer can’t read it: ${shown.word}`,
        'fix the bot token, the scopes and the audit channel first',
      ),
    ];
  }
  const recorded = await store.recorded(shown.value.map(({ seq }) => seq));
  if (recorded === undefined)
    return [on.ok('written by an earlier version; compared with the audit channel at the next start')];

  const comparison = compareAuditLog(recorded.head, recorded.stored, shown.value);
  const problem = problemIn(comparison);
  if (problem === undefined) return [on.ok(agreementText(comparison))];
  return [
    on.wrong(`${problem}; Bouncer denies every action`, {
      step: 'find out who changed the store, and restore it (docs/runbook.md, “When the audit log and the audit channel disagree”). Only to continue without the missing entries, type',
      exact: "vpn-bouncer audit accept-head --reason 'why'",
    }),
  ];
}

function agreementText(comparison: AuditLogComparison): string {
  const { head } = comparison;
  const end = head.seq === 0 ? 'empty' : `ends with entry ${head.seq}, ${formatHash(head.hash)}`;
  return comparison.kind === 'unwitnessed'
    ? `${end}; the audit channel shows no entries to compare with`
    : `${end}; the audit channel agrees up to entry ${comparison.newest.seq}`;
}

/** Checks that the list of blocks can be read, and that there is one if a channel may block. */
async function checkBlockList({ rules, blocks }: SetUp, on: Subject): Promise<readonly Finding[]> {
  if (blocks !== undefined) {
    const all = await blocks.all();
    return [on.ok(`readable; blocks: ${all.length}`)];
  }
  const blocking = [...rules.channels.values()].filter(({ allow }) => allow.includes('block'));
  if (blocking.length === 0) return [on.ok('not set up, and no channel has the grant block')];
  return [
    on.warning(
      `not set up, so no one can be blocked, although ${blocking.map(({ name }) => `#${name}`).join(', ')} can block people`,
      {
        step: 'deploy the table of blocks, and add it to the configuration',
        exact: 'blocks: { dynamodb: bouncer-blocks }',
      },
    ),
  ];
}

/** Checks the queue between ingress and worker: whether it exists, and whether it has dead letters. */
async function checkQueue(queue: QueueCheckup, on: Subject): Promise<readonly Finding[]> {
  try {
    const { waiting, dead } = await queue.state();
    if (dead === undefined) {
      return [
        on.warning('it has no dead-letter queue, so requests that fail are lost', 'deploy infra/ again'),
      ];
    }
    return dead === 0
      ? [on.ok(`waiting requests: ${waiting}; no dead letters`)]
      : [on.warning(`dead letters: ${dead}`, 'see docs/runbook.md, “Dead letters”')];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(on, failure)];
    return [
      on.wrong('AWS has no such queue in this account and Region', {
        step: 'copy its URL from the output of the deployment',
        exact: 'REQUEST_QUEUE_URL',
      }),
    ];
  }
}
