import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { expect, test } from 'vitest';
import { pendingApprovals } from '../../../src/features/home/pending-approvals.ts';
import { approvalJobFrom } from '../../../src/features/kick/approval-job.ts';
import type { AllowedChannel } from '../../../src/slack/allowed-channels.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { correlation } from '../../builders/ids.ts';
import { anApp, helpdesk, leads, type MemoryContext, secops } from '../../doubles/an-app.ts';

const inHelpdesk: AllowedChannel = { rule: helpdesk, grants: ['see', 'kick'] };

/** A request for approval in a channel, made now. */
async function request({ log, jobs, clock }: MemoryContext, id: string, rule = helpdesk): Promise<void> {
  const now = clock.now();
  const of = correlation(id);
  const channel = { id: rule.id, name: rule.name };
  await log.append(
    anEntryDraft({ kind: 'approval-requested', correlation: of, channel, at: now.toISOString() }),
  );
  const selection = { targetRef: { kind: 'name', name: 'bob@example.com' }, on: undefined } as const;
  const rest = { only: undefined, also: [], names: [], mayNotify: false };
  await jobs.enqueue(approvalJobFrom({ correlation: of, selection, ...rest }), now);
}

const found = async (app: MemoryContext, channels: readonly AllowedChannel[]) =>
  (await pendingApprovals(app, channels)).map((approval) => approval.correlation);

test('a request is found in the channels in which the person may terminate connections', async () => {
  const app = anApp();
  await request(app, 'corr-helpdesk');
  await request(app, 'corr-secops', secops);

  expect(await found(app, [inHelpdesk])).toEqual(['corr-helpdesk']);
  expect(await found(app, [{ rule: secops, grants: ['see', 'kick-many'] }])).toEqual(['corr-secops']);
  expect(await found(app, [{ rule: helpdesk, grants: ['see', 'block'] }])).toEqual([]);
});

test('requests of another channel, however many, leave no request out', async () => {
  const app = anApp();
  await request(app, 'corr-helpdesk');
  for (let count = 10; count < 40; count += 1) await request(app, `corr-leads-${count}`, leads);

  expect(await found(app, [inHelpdesk])).toEqual(['corr-helpdesk']);
});

test('those that expire soonest come first', async () => {
  const app = anApp();
  app.clock.set(minutesToMilliseconds(2));
  await request(app, 'corr-later');
  app.clock.set(-minutesToMilliseconds(2));
  await request(app, 'corr-soon');
  await app.clock.sleep(minutesToMilliseconds(3));

  expect(await found(app, [inHelpdesk])).toEqual(['corr-soon', 'corr-later']);
});

test('at most five are found, and none that has expired', async () => {
  const app = anApp();
  await request(app, 'corr-expired');
  await app.clock.sleep(minutesToMilliseconds(4));
  for (let count = 0; count < 6; count += 1) await request(app, `corr-open-${count}`);
  await app.clock.sleep(minutesToMilliseconds(7));

  expect(await found(app, [inHelpdesk])).toEqual([0, 1, 2, 3, 4].map((count) => `corr-open-${count}`));
});
