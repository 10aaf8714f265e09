import { expect, test, vi } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import {
  type AuditPageState,
  blockIdFromAuditPageState,
  valueFromAuditDetails,
} from '../../../src/features/audit/payloads.ts';
import { actionIds } from '../../../src/slack/block-kit/action-ids.ts';
import type { FileSharer } from '../../../src/slack/file-sharer.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { correlation, personId } from '../../builders/ids.ts';
import { anApp, helpdesk } from '../../doubles/an-app.ts';
import { deliverTo } from '../../slack/deliver-to.ts';
import { type MemoryListenerDeps, memoryListenerDeps } from '../../slack/memory-listener-deps.ts';

const state: AuditPageState = { targetRef: { kind: 'everyone' }, upTo: 22, page: 1 };
const blockId = blockIdFromAuditPageState(state);

async function aScene(allow: (typeof helpdesk)['allow'] = ['audit']) {
  const rules = anApp().rules;
  const channels = new Map([...rules.channels, [helpdesk.id, { ...helpdesk, allow }]]);
  const deps = memoryListenerDeps(anApp([], { channels }));
  for (let n = 1; n <= 25; n += 1) await deps.app.log.append(anEntryDraft({ correlation: `act-${n}0` }));
  return { deps, press: deliverTo(deps).press };
}

test.each([
  [actionIds.auditNext, '2', '2 actions, back to entry 1'],
  [actionIds.auditPrevious, '0', '10 actions, back to entry 13'],
  [actionIds.auditRefresh, '0', '10 actions, back to entry 16'],
  [actionIds.auditOlder, '5', '5 actions, back to entry 1'],
])('%s shows another page, to the person who pressed only', async (id, value, shown) => {
  const { deps, press } = await aScene();

  const acks = await press({ action_id: id, block_id: blockId, value });

  expect(acks).toHaveLength(1);
  expect(deps.poster.sent).toEqual([
    {
      how: 'postEphemeral',
      place: 'C0HELPDESK U0HELGA',
      text: `Audit log: ${shown}`,
    },
  ]);
});

test('a click is authorized again: an entry that the channel may no longer read is not shown', async () => {
  const { deps, press } = await aScene(['see', 'kick']);

  await press({ action_id: actionIds.auditNext, block_id: blockId, value: '2' });

  expect(deps.refused).toEqual(['grant_missing']);
  expect(textsOf(deps)).not.toContainEqual(expect.stringContaining('actions'));
});

test('Share with a forged state of an audit page posts nothing', async () => {
  const { deps, press } = await aScene();

  await press({ action_id: actionIds.share, block_id: blockId, value: '0' });

  expect(deps.poster.sent.map(({ how }) => how)).toEqual(['postEphemeral']);
  expect(textsOf(deps)).not.toContainEqual(expect.stringContaining('actions'));
});

test('Export sends the entries that the page was asked for to the person who pressed it, and to nobody else', async () => {
  const { deps, press } = await aScene();

  await press({
    action_id: actionIds.auditExport,
    block_id: blockId,
    value: blockIdFromAuditPageState(state),
  });

  expect(deps.shared).toMatchObject([
    {
      person: 'U0HELGA',
      files: [{ name: expect.stringMatching(/\.csv$/) }, { name: expect.stringMatching(/\.jsonl$/) }],
    },
  ]);
  const [csv] = deps.shared[0]?.files ?? [];
  expect(String(csv?.content).trimEnd().split('\n')).toHaveLength(26);
  expect(deps.poster.sent).toMatchObject([{ how: 'postEphemeral', place: 'C0HELPDESK U0HELGA' }]);
});

test('Export and Details are authorized again', async () => {
  const { deps, press } = await aScene(['see', 'kick']);
  const details = { correlation: correlation('act-10'), detailsPage: 0, back: state };

  await press({
    action_id: actionIds.auditExport,
    block_id: blockId,
    value: blockIdFromAuditPageState(state),
  });
  await press({ action_id: actionIds.auditDetails, block_id: 'b', value: valueFromAuditDetails(details) });

  expect(deps.shared).toEqual([]);
  expect(deps.refused).toEqual(['grant_missing', 'grant_missing']);
});

test('Export is denied to someone who was removed from the private channel', async () => {
  const { deps, press } = await aScene();
  deps.app.directory.setMembership(helpdesk.id, personId('U0HELGA'), 'absent');

  await press({
    action_id: actionIds.auditExport,
    block_id: blockId,
    value: blockIdFromAuditPageState(state),
  });

  expect(deps.refused).toEqual(['membership_missing']);
  expect(deps.shared).toEqual([]);
});

test('while an export is in progress, its person gets no other, and may have another afterwards', async () => {
  const { deps } = await aScene();
  const { files, shared, upload } = slowFiles();
  const { press } = deliverTo({ ...deps, files });
  const pressExport = () =>
    press({ action_id: actionIds.auditExport, block_id: blockId, value: blockIdFromAuditPageState(state) });

  const first = pressExport();
  await vi.waitFor(() => expect(shared).toHaveLength(1));
  await pressExport();

  expect(shared).toHaveLength(1);
  expect(textsOf(deps)).toEqual([expect.stringContaining('export is still in progress')]);
  upload();
  await first;
  await pressExport();
  expect(shared).toHaveLength(2);
});

test('a failed export does not keep its person from another', async () => {
  const { deps } = await aScene();
  let attempts = 0;
  const files: Pick<FileSharer, 'share'> = {
    share: async () => {
      attempts += 1;
      throw new Failure('slack_unreachable', 'no answer');
    },
  };
  const { press } = deliverTo({ ...deps, files });

  const pressExport = () =>
    press({ action_id: actionIds.auditExport, block_id: blockId, value: blockIdFromAuditPageState(state) });
  await expect(pressExport()).rejects.toThrow();
  await expect(pressExport()).rejects.toThrow();

  expect(attempts).toBe(2);
});

test('two exports are made at a time, and the others wait', async () => {
  const { deps } = await aScene();
  const { files, shared, upload } = slowFiles();
  const { deliver } = deliverTo({ ...deps, files });
  const presses = ['U0HELGA', 'U0OMAR', 'U0BOB'].map((id) =>
    deliver({
      type: 'block_actions',
      user: { id, team_id: 'T0HOME' },
      team: { id: 'T0HOME', domain: 'acme' },
      channel: { id: helpdesk.id, name: 'helpdesk' },
      trigger_id: `T${id}`,
      container: { type: 'message', channel_id: helpdesk.id },
      actions: [
        {
          type: 'button',
          action_id: actionIds.auditExport,
          block_id: blockId,
          value: blockIdFromAuditPageState(state),
        },
      ],
    }),
  );

  await vi.waitFor(() => expect(shared).toHaveLength(2));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(shared).toHaveLength(2);
  upload();
  await Promise.all(presses);
  expect(shared).toHaveLength(3);
});

test('Details shows the entries of an action, and Back the page again', async () => {
  const { deps, press } = await aScene();
  const details = { correlation: correlation('act-10'), detailsPage: 0, back: state };

  await press({ action_id: actionIds.auditDetails, block_id: 'b', value: valueFromAuditDetails(details) });
  await press({
    action_id: actionIds.auditBack,
    block_id: 'act_details',
    value: blockIdFromAuditPageState(state),
  });

  expect(textsOf(deps)).toEqual(['Audit log: details', 'Audit log: 10 actions, back to entry 3']);
});

test('a button of another version is answered, and shows nothing', async () => {
  const { deps, press } = await aScene();

  await press({ action_id: actionIds.auditNext, block_id: 'record["of another version"]', value: '2' });

  expect(textsOf(deps)).toHaveLength(1);
  expect(textsOf(deps)).not.toContainEqual(expect.stringContaining('actions'));
});

function textsOf(deps: MemoryListenerDeps): readonly string[] {
  return deps.poster.sent.map(({ text }) => text);
}

/** Files whose upload takes until `upload` is called, and the people that they are shared with. */
function slowFiles() {
  const { promise: uploaded, resolve: upload } = Promise.withResolvers<void>();
  const shared: string[] = [];
  const files: Pick<FileSharer, 'share'> = {
    share: async (person) => {
      shared.push(person);
      await uploaded;
      return 'shared';
    },
  };
  return { files, shared, upload };
}
