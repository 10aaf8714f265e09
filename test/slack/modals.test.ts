import { expect, test } from 'vitest';
import { closedModal, lookingUpModal } from '../../src/slack/block-kit/inputs.ts';
import { noticeView } from '../../src/slack/block-kit/notice.ts';
import { modals } from '../../src/slack/modals.ts';
import { aWorkspace, typeCommand } from './a-workspace.ts';

async function aScene() {
  const workspace = await aWorkspace();
  const { trigger_id: trigger } = await typeCommand(workspace);
  const modal = async () => (await workspace.helga.snapshot()).modal;
  return { ...workspace, ...modals(workspace.posting), trigger, modal };
}

test('a modal opens with a trigger, and is filled in later', async () => {
  const { open, update, trigger, modal } = await aScene();

  const opened = await open(trigger, lookingUpModal());
  if (opened.kind === 'opened') await update(opened.viewId, closedModal(noticeView('found').blocks));

  expect(opened.kind).toBe('opened');
  expect(JSON.stringify(await modal())).toContain('found');
});

test('a modal is found by its external id, and is missing before it has that', async () => {
  const { open, update, updateByExternalId, trigger, modal } = await aScene();
  const named = { ...lookingUpModal('Looking up bob…'), external_id: 'launcher V1' };
  const opened = await open(trigger, lookingUpModal());

  expect(await updateByExternalId('launcher V1', named)).toBe(false);
  if (opened.kind === 'opened')
    await update(opened.viewId, { ...lookingUpModal(), external_id: 'launcher V1' });
  expect(await updateByExternalId('launcher V1', named)).toBe(true);
  expect(JSON.stringify(await modal())).toContain('Looking up bob…');
});

test('a trigger that was used already is too late, and no error', async () => {
  const { open, trigger } = await aScene();
  await open(trigger, lookingUpModal());

  expect(await open(trigger, lookingUpModal())).toEqual({ kind: 'too_late' });
});

test('a trigger that is no longer good is too late, and no error', async () => {
  const { open, slack, trigger } = await aScene();
  slack.control.orderFault({
    method: 'views.open',
    times: 1,
    fault: { kind: 'error', error: 'expired_trigger_id' },
  });

  expect(await open(trigger, lookingUpModal())).toEqual({ kind: 'too_late' });
});

test('a modal that the person closed meanwhile is not filled in, and that is fine', async () => {
  const { open, update, helga, trigger } = await aScene();
  const opened = await open(trigger, lookingUpModal());
  const viewId = opened.kind === 'opened' ? opened.viewId : '';
  await helga.close(viewId);

  await expect(update(viewId, lookingUpModal())).resolves.toBeUndefined();
});

test.each([
  [{ kind: 'error', error: 'invalid_arguments' }, 'slack_refused'],
  [{ kind: 'reset', when: 'before' }, 'slack_unreachable'],
] as const)('what else goes wrong is a failure', async (fault, code) => {
  const { open, update, slack, trigger } = await aScene();
  slack.control.orderFault({ method: '*', times: 2, fault });

  await expect(open(trigger, lookingUpModal())).rejects.toMatchObject({ code });
  await expect(update('V0', lookingUpModal())).rejects.toMatchObject({ code });
});
