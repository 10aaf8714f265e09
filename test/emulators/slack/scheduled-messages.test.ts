import { beforeEach, expect, test } from 'vitest';
import { type Slack, startSlack } from '../../../emulators/slack/start-slack.ts';
import { refusalOf, webClient } from './web-client.ts';

const now = Date.parse('2026-11-20T12:00:00Z');
const hour = now / 1_000 + 3_600;
const message = { channel: 'C0HELPDESK', text: 'later', post_at: hour };

let slack: Slack;

beforeEach(async () => {
  slack = await startSlack({ now: () => now });
  return () => slack.stop();
});

test('a message is scheduled, listed and taken back', async () => {
  const { chat } = webClient(slack);

  const { scheduled_message_id: id = '' } = await chat.scheduleMessage(message);
  const listed = await chat.scheduledMessages.list({ channel: 'C0HELPDESK' });
  await chat.deleteScheduledMessage({ channel: 'C0HELPDESK', scheduled_message_id: id });

  expect(listed.scheduled_messages).toEqual([{ id, channel_id: 'C0HELPDESK', post_at: hour, text: 'later' }]);
  expect((await chat.scheduledMessages.list()).scheduled_messages).toEqual([]);
});

test('its time lies ahead, by 120 days at most', async () => {
  const { chat } = webClient(slack);

  const past = await refusalOf(chat.scheduleMessage({ ...message, post_at: now / 1_000 }));
  const far = await refusalOf(chat.scheduleMessage({ ...message, post_at: now / 1_000 + 121 * 86_400 }));

  expect(past.error).toBe('time_in_past');
  expect(far.error).toBe('time_too_far');
});

test('where the bot may not post, it may not schedule either', async () => {
  const { chat } = webClient(slack);
  slack.control.changeChannel({ id: 'C0LEADS', isArchived: true });
  slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false });

  const refusals = await Promise.all(
    ['C0PRIVATE', 'C0GENERAL', 'C0LEADS'].map((channel) =>
      refusalOf(chat.scheduleMessage({ ...message, channel })),
    ),
  );

  expect(refusals.map(({ error }) => error)).toEqual(['channel_not_found', 'not_in_channel', 'is_archived']);
});

test('only what is scheduled in the channel can be taken back, and once', async () => {
  const { chat } = webClient(slack);
  const { scheduled_message_id: id = '' } = await chat.scheduleMessage(message);

  const elsewhere = await refusalOf(
    chat.deleteScheduledMessage({ channel: 'C0SECOPS', scheduled_message_id: id }),
  );
  await chat.deleteScheduledMessage({ channel: 'C0HELPDESK', scheduled_message_id: id });
  const again = await refusalOf(
    chat.deleteScheduledMessage({ channel: 'C0HELPDESK', scheduled_message_id: id }),
  );

  expect([elsewhere.error, again.error]).toEqual([
    'invalid_scheduled_message_id',
    'invalid_scheduled_message_id',
  ]);
});

test('every answer bears the date of the workspace’s clock', async () => {
  const answer = await fetch(`${slack.apiUrl}api.test`, { method: 'POST' });

  expect(answer.headers.get('date')).toBe('Fri, 20 Nov 2026 12:00:00 GMT');
  expect(await answer.json()).toMatchObject({ ok: true });
});
