import { beforeEach, describe, expect, test } from 'vitest';
import { type ModalWorkspace, modal, reason, startModalWorkspace, stepBlocks } from './modal-workspace.ts';
import { personClient } from './person-client.ts';
import { refusalOf } from './web-client.ts';

let nowMs: number;
let deps: ModalWorkspace;

beforeEach(async () => {
  nowMs = Date.UTC(2026, 10, 23);
  deps = await startModalWorkspace({ now: () => nowMs });
  return () => deps.stop();
});

describe('a trigger', () => {
  test('opens a modal for the person who pulled it', async () => {
    await deps.open('Kick');

    const { modal: shown } = await deps.helga.snapshot();
    expect(shown).toMatchObject({
      callbackId: 'kick',
      title: 'Kick',
      submit: 'End',
      close: null,
      errors: {},
    });
    expect((await personClient(deps.slack.url, 'U0OMAR').snapshot()).modal).toBeNull();
  });

  test('works once', async () => {
    const trigger_id = await deps.trigger();
    await deps.web.views.open({ trigger_id, view: modal('Kick') });

    const refusal = await refusalOf(deps.web.views.open({ trigger_id, view: modal('Again') }));

    expect(refusal.error).toBe('exchanged_trigger_id');
  });

  test('works for three seconds', async () => {
    const trigger_id = await deps.trigger();
    nowMs += 3_001;

    const refusal = await refusalOf(deps.web.views.open({ trigger_id, view: modal('Late') }));

    expect(refusal.error).toBe('expired_trigger_id');
    expect((await deps.helga.messagesIn('C0HELPDESK'))[0]?.notice).toMatchObject({
      error: 'expired_trigger_id',
    });
  });

  test('is not used up by a view that is refused', async () => {
    const trigger_id = await deps.trigger();

    const refusal = await refusalOf(
      deps.web.views.open({ trigger_id, view: modal('A title of 25 characters!') }),
    );
    const opened = await deps.web.views.open({ trigger_id, view: modal('Kick') });

    expect(refusal.error).toBe('invalid_arguments');
    expect(opened.ok).toBe(true);
  });

  test('that was never given out is invalid', async () => {
    const call = deps.web.views.open({ trigger_id: '1.2.3', view: modal('Kick') });

    expect((await refusalOf(call)).error).toBe('invalid_trigger_id');
  });
});

describe('an update of a modal', () => {
  test('finds it by its id or by the app’s own', async () => {
    const { id } = await deps.open('Kick', { external_id: 'mine' });

    await deps.web.views.update({ view_id: id, view: modal('By id', { external_id: 'mine' }) });
    expect((await deps.helga.snapshot()).modal).toMatchObject({ id, title: 'By id' });

    await deps.web.views.update({ external_id: 'mine', view: modal('By ours') });
    expect((await deps.helga.snapshot()).modal).toMatchObject({ id, title: 'By ours' });
  });

  test('with an old hash is refused', async () => {
    const { id, hash } = await deps.open('Kick');
    await deps.web.views.update({ view_id: id, hash, view: modal('First') });

    const refusal = await refusalOf(deps.web.views.update({ view_id: id, hash, view: modal('Second') }));

    expect(refusal.error).toBe('hash_conflict');
    expect((await deps.helga.snapshot()).modal).toMatchObject({ title: 'First' });
  });

  test('finds nothing once the person has closed it', async () => {
    const { id } = await deps.open('Kick');
    await deps.helga.close(id);

    const refusal = await refusalOf(deps.web.views.update({ view_id: id, view: modal('Late') }));

    expect(refusal.error).toBe('not_found');
    expect((await deps.helga.snapshot()).modal).toBeNull();
  });

  test('may not take an external_id that another view has', async () => {
    await deps.open('Kick', { external_id: 'taken' });
    const trigger_id = await deps.trigger('U0OMAR');

    const refusal = await refusalOf(
      deps.web.views.open({ trigger_id, view: modal('Other', { external_id: 'taken' }) }),
    );

    expect(refusal.error).toBe('duplicate_external_id');
  });
});

describe('the stack', () => {
  test('is three views high', async () => {
    await deps.open('First', { blocks: stepBlocks });
    await deps.push('Second', stepBlocks);
    await deps.push('Third', stepBlocks);

    const refusal = await refusalOf(deps.push('Fourth', stepBlocks));

    expect(refusal.error).toBe('push_limit_reached');
    expect((await deps.helga.snapshot()).modal).toMatchObject({ title: 'Third' });
  });

  test('closes one view after the other, and the app hears nothing where it did not ask to', async () => {
    const { id } = await deps.open('Kick');
    await deps.helga.submit(id, reason('push!'));
    const pushed = await deps.shownWith(({ title }) => title === 'Pushed');
    const before = deps.slack.control.deliveries().length;

    await deps.helga.close(pushed.id);
    await deps.helga.close(id);

    expect((await deps.helga.snapshot()).modal).toBeNull();
    expect(deps.slack.control.deliveries()).toHaveLength(before);
  });

  test('closes whole where the view on top says so, and the app hears of it where it asked to', async () => {
    await deps.open('First', { blocks: stepBlocks });
    const { modal: first } = await deps.helga.snapshot();
    await deps.helga.act({ on: { kind: 'modal', id: first?.id ?? '' }, blockId: 'steps', actionId: 'step' });
    const { view } = await deps.web.views.push({
      trigger_id: String(deps.lastPayload().trigger_id),
      view: modal('Second', { notify_on_close: true, clear_on_close: true }),
    });

    await deps.helga.close(view?.id ?? '');

    expect((await deps.helga.snapshot()).modal).toBeNull();
    expect(deps.lastPayload()).toMatchObject({
      type: 'view_closed',
      is_cleared: true,
      view: { id: view?.id },
    });
  });
});

test('a click in a modal carries what its inputs hold at that moment', async () => {
  const { id } = await deps.open('Kick', {
    blocks: [...modal('').blocks, ...stepBlocks],
  });

  await deps.helga.act({
    on: { kind: 'modal', id },
    blockId: 'steps',
    actionId: 'step',
    values: reason('half a reas'),
  });

  expect(deps.lastPayload()).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: id },
    view: { state: { values: { reason: { text: { value: 'half a reas' } } } } },
  });
});
