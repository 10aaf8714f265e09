import { expect, onTestFinished, test } from 'vitest';
import { documentedTiers, slackLimits } from '../../../emulators/slack/model/limits.ts';
import { type Slack, type SlackOptions, startSlack } from '../../../emulators/slack/start-slack.ts';
import { methods } from '../../../emulators/slack/web-api/methods.ts';

let nowMs = 0;

test.each([
  ['users.info', { user: 'U0BOB' }, 100],
  ['conversations.info', { channel: 'C0GENERAL' }, 50],
  ['usergroups.list', {}, 20],
] as const)(
  '%s is refused with the seconds to wait once it has had its calls of a minute',
  async (method, args, most) => {
    const slack = await aSlack();
    for (let call = 0; call < most; call += 1) expect((await post(slack, method, args)).status).toBe(200);
    nowMs += 20_500;

    const refused = await post(slack, method, args);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '40']);
    expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });

    expect((await post(slack, 'auth.test', {})).status).toBe(200);
    nowMs += 40_000;
    expect((await post(slack, method, args)).status).toBe(200);
  },
);

test('a message refused by the limit of its method does not count in its channel', async () => {
  const slack = await aSlack({ limits: { tierOf: { 'chat.postMessage': 2 } } });
  await fetch(`${slack.url}/_emulator/rate-limit`, {
    method: 'POST',
    body: JSON.stringify({ isOn: true, burst: 2 }),
  });
  const say = async (channel: string) =>
    (await post(slack, 'chat.postMessage', { channel, text: 'hello' })).status;
  for (let second = 0; second < 19; second += 1) {
    expect(await say('C0LEADS')).toBe(200);
    nowMs += 1_000;
  }
  nowMs += 40_600;

  expect([await say('C0HELPDESK'), await say('C0HELPDESK')]).toEqual([200, 429]);

  nowMs += 500;
  expect(await say('C0HELPDESK')).toBe(200);
});

test('the limits can be switched off', async () => {
  const slack = await aSlack({ limits: { tierOf: {} } });

  for (let call = 0; call < 30; call += 1)
    expect((await post(slack, 'usergroups.list', {})).status).toBe(200);
});

test('each documented tier belongs to an emulated method, and all but four are enforced by default', () => {
  expect(Object.keys(documentedTiers).filter((method) => !Object.hasOwn(methods, method))).toEqual([]);
  expect(Object.keys(documentedTiers).filter((method) => !Object.hasOwn(slackLimits.tierOf, method))).toEqual(
    ['apps.connections.open', 'chat.update', 'conversations.history', 'conversations.replies'],
  );
});

async function aSlack(options: SlackOptions = {}): Promise<Slack> {
  const slack = await startSlack({ ...options, now: () => nowMs });
  onTestFinished(() => slack.stop());
  return slack;
}

function post({ apiUrl, botToken }: Slack, method: string, args: Record<string, string>): Promise<Response> {
  const headers = { authorization: `Bearer ${botToken}` };
  return fetch(`${apiUrl}${method}`, { method: 'POST', headers, body: new URLSearchParams(args) });
}
