import type { ModalView } from '@slack/types';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Modal, Submit } from '../../../emulators/slack/client-protocol.ts';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { type BoltBot, startSocketBot } from './bolt-bots.ts';
import { eventually, type PersonClient, personClient } from './person-client.ts';
import { refusalOf, webClient } from './web-client.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

function modal(title: string, more: Partial<ModalView> = {}): ModalView {
  return {
    type: 'modal',
    callback_id: 'kick',
    title: plain(title),
    submit: plain('End'),
    private_metadata: 'cvpn-1',
    blocks: [
      {
        type: 'input',
        block_id: 'reason',
        label: plain('Reason'),
        element: { type: 'plain_text_input', action_id: 'text', min_length: 5 },
      },
      {
        type: 'input',
        block_id: 'block',
        label: plain('Keep out'),
        optional: true,
        element: {
          type: 'static_select',
          action_id: 'for',
          options: [{ text: plain('1 h'), value: '1h' }],
          initial_option: { text: plain('1 h'), value: '1h' },
        },
      },
    ],
    ...more,
  };
}

const reason = (text: string): Submit['values'] => ({ reason: { text } });

let nowMs: number;
let slack: Slack;
let bot: BoltBot;
let helga: PersonClient;

beforeEach(async () => {
  await start(3_000);
});

async function start(acknowledgeMs: number): Promise<void> {
  nowMs = Date.UTC(2026, 10, 23);
  slack = await startSlack({ now: () => nowMs, limits: { acknowledgeMs } });
  bot = await startSocketBot(slack, (app) => {
    app.command('/vpn', async ({ ack }) => await ack());
    app.action('step', async ({ ack }) => await ack());
    app.view({ callback_id: 'kick', type: 'view_closed' }, async ({ ack }) => await ack());
    app.view('kick', async ({ ack, view }) => {
      switch (view.state.values.reason?.text?.value) {
        case 'errors':
          return await ack({ response_action: 'errors', errors: { reason: 'Say more.' } });
        case 'wrong errors':
          return await ack({ response_action: 'errors', errors: { nowhere: 'Say more.' } });
        case 'update':
          return await ack({ response_action: 'update', view: modal('Updated') });
        case 'push!':
          return await ack({ response_action: 'push', view: modal('Pushed') });
        case 'clear':
          return await ack({ response_action: 'clear' });
        case 'silence':
          return;
        default:
          await ack();
      }
    });
  });
  helga = personClient(slack.url, 'U0HELGA');
}

afterEach(stop);

async function stop(): Promise<void> {
  await bot.stop();
  await slack.stop();
}

describe('a trigger', () => {
  test('opens a modal for the person who pulled it', async () => {
    await open('Kick');

    const { modal: shown } = await helga.snapshot();
    expect(shown).toMatchObject({
      callbackId: 'kick',
      title: 'Kick',
      submit: 'End',
      close: null,
      errors: {},
    });
    expect((await personClient(slack.url, 'U0OMAR').snapshot()).modal).toBeNull();
  });

  test('works once', async () => {
    const trigger_id = await trigger();
    await webClient(slack).views.open({ trigger_id, view: modal('Kick') });

    const refusal = await refusalOf(webClient(slack).views.open({ trigger_id, view: modal('Again') }));

    expect(refusal.error).toBe('exchanged_trigger_id');
  });

  test('works for three seconds', async () => {
    const trigger_id = await trigger();
    nowMs += 3_001;

    const refusal = await refusalOf(webClient(slack).views.open({ trigger_id, view: modal('Late') }));

    expect(refusal.error).toBe('expired_trigger_id');
    expect((await helga.messagesIn('C0HELPDESK'))[0]?.notice).toMatchObject({ error: 'expired_trigger_id' });
  });

  test('is not used up by a view that is refused', async () => {
    const trigger_id = await trigger();

    const refusal = await refusalOf(
      webClient(slack).views.open({ trigger_id, view: modal('A title of 25 characters!') }),
    );
    const opened = await webClient(slack).views.open({ trigger_id, view: modal('Kick') });

    expect(refusal.error).toBe('invalid_arguments');
    expect(opened.ok).toBe(true);
  });

  test('that was never given out is invalid', async () => {
    const call = webClient(slack).views.open({ trigger_id: '1.2.3', view: modal('Kick') });

    expect((await refusalOf(call)).error).toBe('invalid_trigger_id');
  });
});

describe('an update of a modal', () => {
  test('finds it by its id or by the app’s own', async () => {
    const { id = '' } = await open('Kick', { external_id: 'mine' });

    await webClient(slack).views.update({ view_id: id, view: modal('By id', { external_id: 'mine' }) });
    expect((await helga.snapshot()).modal).toMatchObject({ id, title: 'By id' });

    await webClient(slack).views.update({ external_id: 'mine', view: modal('By ours') });
    expect((await helga.snapshot()).modal).toMatchObject({ id, title: 'By ours' });
  });

  test('with an old hash is refused', async () => {
    const { id = '', hash = '' } = await open('Kick');
    await webClient(slack).views.update({ view_id: id, hash, view: modal('First') });

    const refusal = await refusalOf(
      webClient(slack).views.update({ view_id: id, hash, view: modal('Second') }),
    );

    expect(refusal.error).toBe('hash_conflict');
    expect((await helga.snapshot()).modal).toMatchObject({ title: 'First' });
  });

  test('finds nothing once the person has closed it', async () => {
    const { id = '' } = await open('Kick');
    await helga.close(id);

    const refusal = await refusalOf(webClient(slack).views.update({ view_id: id, view: modal('Late') }));

    expect(refusal.error).toBe('not_found');
    expect((await helga.snapshot()).modal).toBeNull();
  });

  test('may not take an external_id that another view has', async () => {
    await open('Kick', { external_id: 'taken' });
    const trigger_id = await trigger('U0OMAR');

    const refusal = await refusalOf(
      webClient(slack).views.open({ trigger_id, view: modal('Other', { external_id: 'taken' }) }),
    );

    expect(refusal.error).toBe('duplicate_external_id');
  });
});

describe('a submission', () => {
  test('carries every input, those left as they were included', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('a stale session'));

    expect(lastPayload()).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0HELGA', team_id: 'T0ACME' },
      view: {
        id,
        callback_id: 'kick',
        private_metadata: 'cvpn-1',
        state: {
          values: {
            reason: { text: { type: 'plain_text_input', value: 'a stale session' } },
            block: { for: { type: 'static_select', selected_option: { value: '1h' } } },
          },
        },
      },
      response_urls: [],
    });
  });

  test('does not leave the client while an input is empty or too short', async () => {
    const { id = '' } = await open('Kick');

    const empty = await helga.submit(id, {});
    const short = await helga.submit(id, reason('no'));
    const long = await helga.submit(id, reason('x'.repeat(3_001)));

    expect(empty).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(short).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(long).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(slack.control.deliveries().map(({ envelope }) => envelope.kind)).toEqual(['slash_commands']);
  });

  test('may leave an optional input empty', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, { ...reason('a stale session'), block: { for: null } });

    expect(lastPayload()).toMatchObject({
      view: { state: { values: { block: { for: { selected_option: null } } } } },
    });
  });

  test('closes the modal once it is acknowledged', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('a stale session'));

    await helga.waitFor(({ modal: shown }) => (shown === null ? true : undefined));
  });

  test('answered with errors shows them by block and keeps the modal', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('errors'));

    const shown = await shownWith((each) => Object.keys(each.errors).length > 0);
    expect(shown).toMatchObject({ id, errors: { reason: 'Say more.' } });
  });

  test('answered with errors for a block that is no input is refused', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('wrong errors'));

    const [message] = await helga.waitFor(({ messages }) => (messages.length > 0 ? messages : undefined));
    expect(message).toMatchObject({ channel: 'C0HELPDESK', notice: { kind: 'refused' } });
    expect((await helga.snapshot()).modal).toMatchObject({ errors: {} });
  });

  test('answered with an update shows another view under the same id', async () => {
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('update'));

    expect(await shownWith(({ title }) => title === 'Updated')).toMatchObject({ id });
  });

  test('answered with a push shows a view on top, and closing it shows the one below', async () => {
    const { id = '' } = await open('Kick');
    await helga.submit(id, reason('push!'));
    const pushed = await shownWith(({ title }) => title === 'Pushed');

    await helga.close(pushed.id);

    expect((await helga.snapshot()).modal).toMatchObject({ id });
  });

  test('answered with clear closes every view of the stack', async () => {
    const { id = '' } = await open('Kick');
    await helga.submit(id, reason('push!'));
    const pushed = await shownWith(({ title }) => title === 'Pushed');

    await helga.submit(pushed.id, reason('clear'));

    await helga.waitFor(({ modal: shown }) => (shown === null ? true : undefined));
  });

  test('that nobody acknowledges leaves the modal open', async () => {
    await stop();
    await start(100);
    const { id = '' } = await open('Kick');

    await helga.submit(id, reason('silence'));

    await eventually(() => slack.control.deliveries().at(-1)?.outcome === 'timed_out' || undefined);
    expect((await helga.snapshot()).modal).toMatchObject({ id });
  });
});

describe('the stack', () => {
  test('is three views high', async () => {
    const blocks: ModalView['blocks'] = [
      {
        type: 'actions',
        block_id: 'steps',
        elements: [{ type: 'button', action_id: 'step', text: plain('Next') }],
      },
    ];
    await open('First', { blocks });
    await push('Second', blocks);
    await push('Third', blocks);

    const refusal = await refusalOf(push('Fourth', blocks));

    expect(refusal.error).toBe('push_limit_reached');
    expect((await helga.snapshot()).modal).toMatchObject({ title: 'Third' });
  });

  test('closes one view after the other, and the app hears nothing where it did not ask to', async () => {
    const { id = '' } = await open('Kick');
    await helga.submit(id, reason('push!'));
    const pushed = await shownWith(({ title }) => title === 'Pushed');
    const before = slack.control.deliveries().length;

    await helga.close(pushed.id);
    await helga.close(id);

    expect((await helga.snapshot()).modal).toBeNull();
    expect(slack.control.deliveries()).toHaveLength(before);
  });

  test('closes at once where the view says so, and the app hears of it where it asked to', async () => {
    const { id = '' } = await open('Kick', { notify_on_close: true, clear_on_close: true });

    await helga.close(id);

    expect((await helga.snapshot()).modal).toBeNull();
    expect(lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id } });
  });
});

test('a click in a modal carries what its inputs hold at that moment', async () => {
  const { id = '' } = await open('Kick', {
    blocks: [
      ...modal('').blocks,
      {
        type: 'actions',
        block_id: 'steps',
        elements: [{ type: 'button', action_id: 'step', text: plain('Next') }],
      },
    ],
  });

  await helga.act({
    on: { kind: 'modal', id },
    blockId: 'steps',
    actionId: 'step',
    values: reason('half a reas'),
  });

  expect(lastPayload()).toMatchObject({
    type: 'block_actions',
    container: { type: 'view', view_id: id },
    view: { state: { values: { reason: { text: { value: 'half a reas' } } } } },
  });
});

async function trigger(as = 'U0HELGA'): Promise<string> {
  await personClient(slack.url, as).say('C0HELPDESK', '/vpn');
  return triggerOf(lastPayload());
}

async function open(title: string, more: Partial<ModalView> = {}) {
  const { view } = await webClient(slack).views.open({
    trigger_id: await trigger(),
    view: modal(title, more),
  });
  return view ?? {};
}

async function push(title: string, blocks: ModalView['blocks']) {
  const { modal: shown } = await helga.snapshot();
  await helga.act({ on: { kind: 'modal', id: shown?.id ?? '' }, blockId: 'steps', actionId: 'step' });
  return await webClient(slack).views.push({
    trigger_id: triggerOf(lastPayload()),
    view: modal(title, { blocks }),
  });
}

function shownWith(look: (modal: Modal) => boolean): Promise<Modal> {
  return helga.waitFor(({ modal: shown }) => (shown && look(shown) ? shown : undefined));
}

function lastPayload(): Readonly<Record<string, unknown>> {
  return slack.control.deliveries().at(-1)?.envelope.payload ?? {};
}

function triggerOf(payload: Readonly<Record<string, unknown>>): string {
  return String(payload.trigger_id);
}
