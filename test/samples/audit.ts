import { entryKinds } from '../../src/domain/audit-entry.ts';
import type { EntryThread } from '../../src/domain/kick-from-entries.ts';
import { auditLogProblemView, auditNameViews, auditView } from '../../src/features/audit/audit-message.ts';
import { auditLogView } from '../../src/features/audit/messages.ts';
import { anAuditLogPage } from '../builders/an-audit-log-page.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import type { Samples } from './sample.ts';

const everyone = { kind: 'everyone' } as const;
const manyNames = Array.from({ length: 300 }, (_, n) => `user${n}@example.com`).join(', ');

export const auditSamples = {
  messages: {
    auditView: entryKinds.map((kind) => auditView(storyOf({ kind }))),
    auditNameViews: auditNameViews(storyOf({ target: manyNames })),
    auditLogProblemView: [
      auditLogProblemView({
        kind: 'cut',
        head: { seq: 1, hash: 'e'.repeat(64) },
        newest: { seq: 2, hash: 'f'.repeat(64) },
      }),
    ],
    auditLogView: [auditLogView(anAuditLogPage({ hasMore: true }), everyone)],
  },
} satisfies Samples;

function storyOf(draft: Parameters<typeof anEntryDraft>[0]): EntryThread {
  const [first, ...rest] = aChain([anEntryDraft(draft)]);
  if (first === undefined) throw new Error('a story has an entry');
  return [first, ...rest];
}
