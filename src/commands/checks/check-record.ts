import { type Finding, type Fix, type Looked, ok, warning, wrong } from '../../core/finding.ts';
import { formatHash } from '../../core/hash-text.ts';
import { compareRecord, problemIn, type RecordComparison } from '../../core/record-comparison.ts';
import type { SetUp } from '../../ports/set-up.ts';

export const lookedAtRecord: Looked = { check: 'record', subject: 'audit log' };

/** The record: whether every entry that the audit channel shows still stands in it. */
export async function checkRecord({
  workspace,
  auditChannel,
  store,
}: Pick<SetUp, 'workspace' | 'auditChannel' | 'store'>): Promise<readonly Finding[]> {
  // The channel first: entries are announced after they were appended.
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
