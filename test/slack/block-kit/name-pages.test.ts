import fc from 'fast-check';
import { expect, test } from 'vitest';
import { approvalNameViews, approvalView } from '../../../src/features/approval/messages.ts';
import { auditNameViews, auditView } from '../../../src/features/audit/audit-message.ts';
import type { MessageView } from '../../../src/slack/block-kit/blocks.ts';
import { anApproval } from '../../builders/an-approval.ts';
import { aChain, anEntryDraft } from '../../builders/an-entry-draft.ts';
import { expectPostable } from '../slack-limits.ts';

const names = (count: number) => Array.from({ length: count }, (_, n) => `user${n}@example.com`);
const namesIn = (views: readonly MessageView[]) =>
  JSON.stringify(views.map(({ blocks }) => blocks)).match(/user\d+@example\.com/g) ?? [];
const ofEveryone = (count: number) =>
  anApproval({ target: 'everyone on lab', names: names(count).join(', '), count: count });
const ofSeveral = (count: number) => {
  const text = names(count).join(', ');
  return anApproval({ target: text, names: text, count: count });
};
const requestOf = (count: number) =>
  aChain([
    anEntryDraft({
      kind: 'approval-requested',
      target: 'everyone on lab',
      detail: `${count} sessions on lab; more than 5 sessions; names: ${names(count).join(', ')}`,
      connections: [],
    }),
  ]);

test.each([20, 40, 300, 2_000])(
  'whoever approves sees each of %i names, in the message and its thread',
  (count) => {
    for (const approval of [ofEveryone(count), ofSeveral(count)]) {
      const views = [approvalView(approval), ...approvalNameViews(approval)];

      expect(new Set(namesIn(views))).toEqual(new Set(names(count)));
      for (const view of views) expectPostable(view);
    }
  },
);

test.each([20, 40, 300, 2_000])(
  'the audit channel sees each of %i names of a request, and of a kick',
  (count) => {
    const kick = aChain([
      anEntryDraft({ kind: 'requested', target: names(count).join(', '), connections: [] }),
    ]);

    for (const [first] of [requestOf(count), kick]) {
      if (first === undefined) throw new Error('a chain of one has one');
      const views = [auditView([first]), ...auditNameViews([first])];

      expect(new Set(namesIn(views))).toEqual(new Set(names(count)));
      for (const view of views) expectPostable(view);
    }
  },
);

test('a screen reader reads every name as well', () => {
  const approval = ofEveryone(300);
  const texts = [approvalView(approval), ...approvalNameViews(approval)].map(({ text }) => text).join(' ');

  expect(new Set(texts.match(/user\d+@example\.com/g))).toEqual(new Set(names(300)));
});

test('what the title says needs no list', () => {
  expect(JSON.stringify(approvalView(anApproval()).blocks)).not.toContain('All names');
  expect(approvalNameViews(anApproval())).toEqual([]);
});

test('a title that is cut once its names are escaped needs a list of them', () => {
  const text = Array.from({ length: 9 }, (_, n) => `Ops<ops${n}@corp.ex>`).join(', ');
  const [entry] = aChain([anEntryDraft({ kind: 'requested', target: text, connections: [] })]);
  if (entry === undefined) throw new Error('a chain of one has one');

  for (const { blocks } of [approvalView(anApproval({ target: text, names: text })), auditView([entry])])
    expect(JSON.stringify(blocks)).toContain('Ops&lt;ops8@corp.ex&gt;');
});

test('the buttons are there when all names are, and not before', () => {
  const blocksOf = (isComplete: boolean) => JSON.stringify(approvalView(ofEveryone(300), isComplete).blocks);

  expect(blocksOf(false)).not.toContain('"type":"button"');
  expect(blocksOf(false)).toContain('Bouncer is posting all names in the thread');
  expect(blocksOf(true)).toContain('"action_id":"approve"');
});

test.each([
  [7, 'everyone named in this message'],
  [20, 'all names listed in this message'],
  [300, 'all names listed in this message and its thread'],
])(
  'the question before Approve says where all %i names are, where they are too many for it',
  (count, where) => {
    expect(JSON.stringify(approvalView(ofSeveral(count)).blocks)).toContain(
      `This terminates ${count} connections of ${where} at once.`,
    );
  },
);

test('Slack takes the longest names that there are', () => {
  const longest = fc.array(
    fc.string({ unit: fc.constantFrom('&', '*', 'é', '\u202E'), minLength: 250, maxLength: 255 }),
    {
      minLength: 20,
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(longest, (all) => {
      const text = all.join(', ');
      const approval = anApproval({ target: text, names: text });
      for (const view of [approvalView(approval), ...approvalNameViews(approval)]) expectPostable(view);
      const [entry] = aChain([anEntryDraft({ kind: 'requested', target: text })]);
      if (entry === undefined) throw new Error('a chain of one has one');
      for (const view of [auditView([entry]), ...auditNameViews([entry])]) expectPostable(view);
    }),
    { numRuns: 10 },
  );
});
