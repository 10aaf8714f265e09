import { beforeEach, describe, expect, test } from 'vitest';
import { type ModalWorkspace, reason, startModalWorkspace } from './modal-workspace.ts';
import { eventually } from './person-client.ts';

let deps: ModalWorkspace;

beforeEach(async () => {
  deps = await startModalWorkspace();
  return () => deps.stop();
});

describe('a submission', () => {
  test('carries every input, those left as they were included', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('a stale session'));

    expect(deps.lastPayload()).toMatchObject({
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
    const { id } = await deps.open('Kick');

    const empty = await deps.helga.submit(id, {});
    const short = await deps.helga.submit(id, reason('no'));
    const long = await deps.helga.submit(id, reason('x'.repeat(3_001)));

    expect(empty).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(short).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(long).toMatchObject({ ok: false, errors: { reason: expect.any(String) } });
    expect(deps.slack.control.deliveries().map(({ envelope }) => envelope.kind)).toEqual(['slash_commands']);
  });

  test('may leave an optional input empty', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, { ...reason('a stale session'), block: { for: null } });

    expect(deps.lastPayload()).toMatchObject({
      view: { state: { values: { block: { for: { selected_option: null } } } } },
    });
  });

  test('closes the modal once it is acknowledged', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('a stale session'));

    await deps.helga.waitFor(({ modal: shown }) => (shown === null ? true : undefined));
  });

  test('answered with errors shows them by block and keeps the modal', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('errors'));

    const shown = await deps.shownWith((each) => Object.keys(each.errors).length > 0);
    expect(shown).toMatchObject({ id, errors: { reason: 'Say more.' } });
  });

  test('answered with errors for a block that is no input is refused', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('wrong errors'));

    const [message] = await deps.helga.waitFor(({ messages }) =>
      messages.length > 0 ? messages : undefined,
    );
    expect(message).toMatchObject({ channel: 'C0HELPDESK', notice: { kind: 'refused' } });
    expect((await deps.helga.snapshot()).modal).toMatchObject({ errors: {} });
  });

  test('answered with an update shows another view under the same id', async () => {
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('update'));

    expect(await deps.shownWith(({ title }) => title === 'Updated')).toMatchObject({ id });
  });

  test('answered with a push shows a view on top, and closing it shows the one below', async () => {
    const { id } = await deps.open('Kick');
    await deps.helga.submit(id, reason('push!'));
    const pushed = await deps.shownWith(({ title }) => title === 'Pushed');

    await deps.helga.close(pushed.id);

    expect((await deps.helga.snapshot()).modal).toMatchObject({ id });
  });

  test('answered with clear closes every view of the stack', async () => {
    const { id } = await deps.open('Kick');
    await deps.helga.submit(id, reason('push!'));
    const pushed = await deps.shownWith(({ title }) => title === 'Pushed');

    await deps.helga.submit(pushed.id, reason('clear'));

    await deps.helga.waitFor(({ modal: shown }) => (shown === null ? true : undefined));
  });

  test('without an acknowledgement leaves the modal open', async () => {
    await deps.stop();
    deps = await startModalWorkspace({ acknowledgeMs: 100 });
    const { id } = await deps.open('Kick');

    await deps.helga.submit(id, reason('silence'));

    await eventually(() => deps.slack.control.deliveries().at(-1)?.outcome === 'timed_out' || undefined);
    expect((await deps.helga.snapshot()).modal).toMatchObject({ id });
  });
});
