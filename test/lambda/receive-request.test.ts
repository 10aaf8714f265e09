import { describe, expect, it, test } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import type { QueuedRequest } from '../../src/lambda/queued-request.ts';
import { type HttpEvent, receiveRequest } from '../../src/lambda/receive-request.ts';
import { PersonBudgets } from '../../src/slack/person-budgets.ts';
import { aLaunch } from '../builders/a-launch.ts';

const now = Date.parse('2026-11-02T09:00:00Z');
const timestamp = String(now / 1_000);
const command = { command: '/vpn', text: 'who', user_id: 'U0HELGA', trigger_id: 'T1' };
const click = { type: 'block_actions', actions: [{ action_id: 'list_next' }], response_url: 'https://x/1' };
const submission = { type: 'view_submission', trigger_id: 'T1', view: { id: 'V1' } };
const kick = { ...command, text: 'kick @bob hangs' };

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
const interaction = (payload: unknown) => form({ payload: JSON.stringify(payload) });

/** A request as Slack signs it; `base64` as API Gateway may hand it over. */
function signed(body: string, { secret = 'secret-of-now', isBase64Encoded = false } = {}): HttpEvent {
  return {
    headers: {
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(body, timestamp, secret),
    },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
}

/** An ingress whose queue, modals and secrets are here, and fail as they are told. */
function aScene({ isQueueDown = false, isModalRefused = false, isFillRefused = false } = {}) {
  const queued: QueuedRequest[] = [];
  const [modals, told, lost, asked]: [string[], unknown[], unknown[], string[]] = [[], [], [], []];
  const [lanes, refused]: [(string | undefined)[], string[]] = [[], []];
  const budgets = new PersonBudgets(() => 0);
  const receive = (event: HttpEvent) =>
    receiveRequest(
      {
        nowMs: () => now,
        signingSecrets: async (ask) => {
          asked.push(ask);
          return ask === 'known' ? ['secret-of-now'] : ['secret-of-tomorrow', 'secret-of-now'];
        },
        openModal: async ({ triggerId }) => {
          modals.push(triggerId);
          return isModalRefused ? undefined : 'V9';
        },
        fillModal: async (viewId, view) => {
          if (isFillRefused) throw new Error('refused');
          told.push({ viewId, view });
        },
        respond: async (url, view) => void told.push({ url, view }),
        onLost: (why) => void lost.push(why),
        enqueue: async (request, lane) => {
          if (isQueueDown) throw new Error('the queue is down');
          queued.push(request);
          lanes.push(lane);
        },
        budgets,
        countRefused: async ({ requester: { person } }) => void refused.push(person),
      },
      event,
    );
  return { receive, queued, lanes, refused, modals, told, lost, asked };
}

test.each([
  ['a command', form(command)],
  ['a click', interaction(click)],
  ['a submission', interaction(submission)],
  ['an event', JSON.stringify({ type: 'event_callback', event: {} })],
])('%s is put on the queue as it was signed, and acknowledged with nothing', async (_title, body) => {
  const { receive, queued } = aScene();

  const answer = await receive(signed(body));

  expect(answer).toEqual({ statusCode: 200, body: '' });
  expect(queued).toEqual([{ body, signedAtMs: now, viewId: undefined }]);
});

test('a base64 body is the same request', async () => {
  const { receive, queued } = aScene();
  const body = form({ ...command, text: 'who café' });

  await receive(signed(body, { isBase64Encoded: true }));

  expect(queued).toEqual([{ body, signedAtMs: now, viewId: undefined }]);
});

test('checks the signature of the bytes received, not of the decoded text', async () => {
  const bytes = Buffer.concat([Buffer.from('command=%2Fvpn&text=who+'), Buffer.from([0xff, 0xc3, 0x28])]);
  const receive = (given: string | Buffer) =>
    aScene().receive({
      headers: {
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signatureOf(given, timestamp, 'secret-of-now'),
      },
      body: bytes.toString('base64'),
      isBase64Encoded: true,
    });

  expect(await receive(bytes)).toMatchObject({ statusCode: 200 });
  expect(await receive(bytes.toString())).toMatchObject({ statusCode: 401 });
});

test('rejects a request with a foreign signature, and tells nobody', async () => {
  const { receive, queued, modals } = aScene();

  const answer = await receive(signed(form(kick), { secret: 'guessed' }));

  expect(answer).toEqual({ statusCode: 401, body: '' });
  expect([queued, modals]).toEqual([[], []]);
});

test.each([[{}], [{ 'x-slack-signature': 'v0=0' }], [{ 'x-slack-request-timestamp': timestamp }]])(
  'what is not signed (%o) is refused',
  async (headers) => {
    const { receive } = aScene();

    expect(await receive({ ...signed(form(command)), headers })).toMatchObject({ statusCode: 401 });
  },
);

test('fetches the secret again if a signature does not match', async () => {
  const { receive, queued, asked } = aScene();

  await receive(signed(form(command), { secret: 'secret-of-tomorrow' }));

  expect(asked).toEqual(['known', 'newer']);
  expect(queued).toHaveLength(1);
});

test('answers Slack’s certificate check, and does nothing else', async () => {
  const { receive, queued } = aScene();
  const event = { headers: {}, body: form({ ssl_check: '1', token: 't' }), isBase64Encoded: false };

  expect(await receive(event)).toMatchObject({ statusCode: 200 });
  expect(queued).toEqual([]);
});

test('answers Slack’s URL verification', async () => {
  const { receive, queued } = aScene();
  const body = JSON.stringify({ type: 'url_verification', challenge: 'c-1' });

  expect(JSON.parse((await receive(signed(body))).body)).toEqual({ challenge: 'c-1' });
  expect(await receive(signed(body, { secret: 'guessed' }))).toMatchObject({ statusCode: 401 });
  expect(queued).toEqual([]);
});

test.each(['', 'payload=null', 'payload=%7B', '{', 'payload=%5B%5D'])(
  'what Slack signed but nobody can read (%s) goes no further',
  async (body) => {
    const { receive, queued } = aScene();

    expect(await receive(signed(body))).toEqual({ statusCode: 400, body: '' });
    expect(queued).toEqual([]);
  },
);

test('opens the modal of a kick first, and passes it on', async () => {
  const { receive, queued, modals } = aScene();

  await receive(signed(form(kick)));

  expect(modals).toEqual(['T1']);
  expect(queued).toMatchObject([{ viewId: 'V9' }]);
});

test('passes the request to the worker if Slack does not open the modal', async () => {
  const { receive, queued } = aScene({ isModalRefused: true });

  await receive(signed(form(kick)));

  expect(queued).toMatchObject([{ viewId: undefined }]);
});

test.each([
  ['a command', form(command), { response_type: 'ephemeral', text: expect.stringContaining('try again') }],
  ['a submission', interaction(submission), { response_action: 'update', view: { type: 'modal' } }],
])('where the queue takes nothing, whoever made %s reads so in the answer', async (_title, body, said) => {
  const { receive, lost } = aScene({ isQueueDown: true });

  const answer = await receive(signed(body));

  expect(answer.statusCode).toBe(200);
  expect(JSON.parse(answer.body)).toMatchObject(said);
  expect(lost).toHaveLength(1);
});

test.each([
  ['a click', interaction(click), { url: 'https://x/1' }],
  ['a kick, in its modal', form(kick), { viewId: 'V9', view: { type: 'modal' } }],
])('where the queue takes nothing, whoever made %s is told', async (_title, body, said) => {
  const { receive, told } = aScene({ isQueueDown: true });

  expect(await receive(signed(body))).toEqual({ statusCode: 200, body: '' });
  expect(told).toMatchObject([said]);
});

test('answers Slack with an error if the person cannot be told', async () => {
  const { receive, lost } = aScene({ isQueueDown: true, isFillRefused: true });

  expect(await receive(signed(form(kick)))).toEqual({ statusCode: 500, body: '' });
  expect(lost).toHaveLength(2);
});

test.each([false, true])(
  'a request that is too large is refused unread (base64: %o)',
  async (isBase64Encoded) => {
    const { receive, asked } = aScene();
    const body = form({ ...command, text: 'x'.repeat(256 * 1024) });

    expect(await receive(signed(body, { isBase64Encoded }))).toEqual({ statusCode: 413, body: '' });
    expect(asked).toEqual([]);
  },
);

test.each([false, true])('the largest request that is read passes (base64: %o)', async (isBase64Encoded) => {
  const { receive, queued } = aScene();
  const body = `command=%2Fvpn&text=who+${'é'.repeat(128 * 1024 - 13)}--`;

  expect(Buffer.byteLength(body)).toBe(256 * 1024);
  expect(await receive(signed(body, { isBase64Encoded }))).toMatchObject({ statusCode: 200 });
  expect(queued).toHaveLength(1);
});

test('a certificate check with extra content needs a signature like any request', async () => {
  const { receive } = aScene();
  const body = form({ ssl_check: '1', ...command, text: 'x'.repeat(1_100) });

  expect(await receive({ headers: {}, body, isBase64Encoded: false })).toEqual({ statusCode: 401, body: '' });
});

test('reads no secret for a request that cannot be Slack’s', async () => {
  const { receive, asked } = aScene();

  await receive({ ...signed(form(command)), headers: { 'x-slack-request-timestamp': timestamp } });

  expect(asked).toEqual([]);
});

describe('a person’s flood', () => {
  const gus = { ...kick, user_id: 'U0GUS' };

  it('is rejected before it reaches Slack or the queue, and every request is counted', async () => {
    const { receive, queued, refused, modals } = aScene();

    for (let sent = 0; sent < 400; sent += 1) await receive(signed(form({ ...gus, trigger_id: `T${sent}` })));

    expect(queued).toHaveLength(30);
    expect(modals).toHaveLength(30);
    expect(refused).toHaveLength(370);
  });

  it('affects nobody else', async () => {
    const { receive, queued } = aScene();
    for (let sent = 0; sent < 400; sent += 1) await receive(signed(form(gus)));

    await receive(signed(form(kick)));

    expect(queued).toHaveLength(31);
  });

  it('uses one worker at a time once it is faster than anyone by hand', async () => {
    const { receive, lanes } = aScene();

    for (let sent = 0; sent < 30; sent += 1) await receive(signed(form(gus)));

    expect(lanes.slice(0, 15)).toEqual(lanes.slice(0, 15).map(() => undefined));
    expect(lanes.slice(15)).toEqual(lanes.slice(15).map(() => 'U0GUS'));
  });

  it('is answered in the response to Slack, once in a while', async () => {
    const { receive, told } = aScene();
    for (let sent = 0; sent < 30; sent += 1) await receive(signed(form(gus)));

    const first = await receive(signed(form(gus)));
    const second = await receive(signed(form(gus)));

    expect(JSON.parse(first.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('too many requests'),
    });
    expect([second.body, told]).toEqual(['', []]);
  });

  it('preserves what was typed into a modal', async () => {
    const { receive } = aScene();
    const submitted = {
      ...submission,
      user: { id: 'U0GUS' },
      view: { id: 'V1', state: { values: { reason: {} } } },
    };
    for (let sent = 0; sent < 30; sent += 1) await receive(signed(form(gus)));

    const { body } = await receive(signed(interaction(submitted)));

    expect(JSON.parse(body)).toEqual({
      response_action: 'errors',
      errors: { reason: expect.stringMatching(/^You’re sending too many requests/) },
    });
  });
});

const launcher = { type: 'shortcut', callback_id: 'launcher', user: { id: 'U0HELGA' }, trigger_id: 'T1' };

test('the launcher is opened, and leaves the worker nothing to do', async () => {
  const { receive, queued, modals } = aScene();

  expect(await receive(signed(interaction(launcher)))).toEqual({ statusCode: 200, body: '' });

  expect([modals, queued]).toEqual([['T1'], []]);
});

test('a launcher that Slack does not open is left to the worker', async () => {
  const { receive, queued } = aScene({ isModalRefused: true });

  await receive(signed(interaction(launcher)));

  expect(queued).toMatchObject([{ viewId: undefined }]);
});

test('a submission of the launcher is put on the queue, and the modal says that it is looking up', async () => {
  const { receive, queued } = aScene();
  const body = interaction(aLaunch({ what: 'kick', person: 'U0BOB' }));

  const answer = await receive(signed(body));

  expect(JSON.parse(answer.body)).toMatchObject({
    response_action: 'update',
    view: { type: 'modal', external_id: 'launcher V1' },
  });
  expect(queued).toMatchObject([{ body }]);
});

test('an error in the launcher is answered at once, and the queue gets nothing', async () => {
  const { receive, queued } = aScene();

  const answer = await receive(signed(interaction(aLaunch({ what: 'kick' }))));

  expect(JSON.parse(answer.body)).toMatchObject({
    response_action: 'errors',
    errors: { launcher_person: expect.any(String) },
  });
  expect(queued).toEqual([]);
});

test('too many uses of the global shortcut are answered in a modal, since there is no response_url', async () => {
  const { receive, modals, queued } = aScene();
  const used = { type: 'shortcut', callback_id: 'of_tomorrow', user: { id: 'U0GUS' }, trigger_id: 'T1' };

  for (let times = 0; times < 40; times += 1) await receive(signed(interaction(used)));

  expect(modals.length).toBeGreaterThan(queued.length);
});

test('the events that a person causes wait for one another, and leave room for commands', async () => {
  const { receive, queued, lanes, refused } = aScene();
  const opened = (id: number) =>
    JSON.stringify({ type: 'event_callback', event_id: `Ev${id}`, event: { user: 'U0HELGA' } });

  for (let id = 0; id < 40; id += 1)
    expect(await receive(signed(opened(id)))).toMatchObject({ statusCode: 200 });
  await receive(signed(form(command)));

  expect(queued).toHaveLength(31);
  expect(lanes).toEqual([...Array.from({ length: 30 }, () => 'event:U0HELGA'), undefined]);
  expect(refused).toEqual([]);
});

test.each([
  ['an event of a person', JSON.stringify({ type: 'event_callback', event: { user: 'U0HELGA' } })],
  ['an event of nobody', JSON.stringify({ type: 'event_callback', event: {} })],
  [
    'an event of someone unreadable',
    JSON.stringify({ type: 'event_callback', event: { user: 'ü '.repeat(99) } }),
  ],
  ['a command', form(command)],
  ['a request of nobody', interaction(click)],
])('every lane of %s is one that SQS accepts', async (_title, body) => {
  const { receive, lanes } = aScene();

  for (let times = 0; times < 30; times += 1) await receive(signed(body));

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (MessageGroupId)
  for (const lane of lanes) if (lane !== undefined) expect(lane).toMatch(/^[\x21-\x7e]{1,128}$/);
  expect(lanes.at(-1)).toBeDefined();
});
