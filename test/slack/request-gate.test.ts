import { expect, test } from 'vitest';
import type { NamedRequester } from '../../src/audit-log/refused-requests.ts';
import { PersonBudgets } from '../../src/slack/person-budgets.ts';
import type { ReplyTo } from '../../src/slack/replies.ts';
import { requestGate } from '../../src/slack/request-gate.ts';

const command = {
  command: '/vpn',
  text: 'kick @bob hangs',
  user_id: 'U0GUS',
  user_name: 'gus',
  team_id: 'T0ACME',
  channel_id: 'C0HELPDESK',
  channel_name: 'helpdesk',
  response_url: 'https://hooks.slack.com/1',
};
const click = {
  type: 'block_actions',
  user: { id: 'U0GUS', username: 'gus', team_id: 'T0ACME' },
  channel: { id: 'C0HELPDESK', name: 'helpdesk' },
  actions: [{ action_id: 'terminate' }],
};
const submission = {
  type: 'view_submission',
  user: { id: 'U0GUS', username: 'gus', team_id: 'T0ACME' },
  view: { state: { values: { reason: { reason: { value: 'typed' } } } } },
};
const gus: NamedRequester = {
  person: expect.stringMatching('U0GUS'),
  name: 'gus',
  team: 'T0ACME',
  channel: { id: 'C0HELPDESK', name: 'helpdesk' },
};

function aScene() {
  const [counted, told, tallied]: [NamedRequester[], ReplyTo[], string[]] = [[], [], []];
  const budgets = new PersonBudgets(() => 0);
  const gate = requestGate({
    budgets,
    refused: { add: (requester) => void counted.push(requester) },
    replies: { send: async (to) => void told.push(to), replace: async () => {} },
    usage: { denial: (reason) => void tallied.push(reason) },
  });
  const flood = (body: object, times = 30) => Array.from({ length: times }, () => gate.admit(body));
  return { gate, budgets, flood, counted, told, tallied };
}

test.each([
  ['commands', command, gus],
  ['presses', click, gus],
  ['submissions', submission, { ...gus, channel: undefined }],
])('%s beyond the budget are refused, and counted one by one', (_title, body, requester) => {
  const { flood, counted, tallied } = aScene();
  flood(body);

  const kinds = flood(body, 370).map(({ kind }) => kind);

  expect(new Set(kinds)).toEqual(new Set(['refused']));
  expect(counted).toEqual(Array.from({ length: 370 }, () => requester));
  expect(new Set(tallied)).toEqual(new Set(['too_many_requests']));
});

test('commands, presses and submissions of one person spend the same budget', () => {
  const { gate, flood } = aScene();

  for (const body of [command, click, submission]) flood(body, 10);

  expect(gate.admit(click)).toMatchObject({ kind: 'refused' });
});

test('whoever floods is told once, however many requests come', () => {
  const { flood, told } = aScene();

  flood(command, 400);

  expect(told).toEqual([
    {
      person: 'U0GUS',
      isDirect: false,
      channel: 'C0HELPDESK',
      responseUrl: 'https://hooks.slack.com/1',
      triggerId: undefined,
    },
  ]);
});

test('each submission is answered in its modal, which keeps what was typed and costs no call', () => {
  const { gate, flood, told } = aScene();
  flood(submission);

  const ack = {
    response_action: 'errors',
    errors: { reason: expect.stringMatching(/^You’re sending .* Try again in 10 seconds\.$/) },
  };
  expect([gate.admit(submission), gate.admit(submission)]).toEqual([
    { kind: 'refused', ack },
    { kind: 'refused', ack },
  ]);
  expect(told).toEqual([]);
});

test('requests without a valid user share a budget and are not counted for anyone', () => {
  const { gate, flood, counted } = aScene();
  flood({ type: 'block_actions' });

  expect(gate.admit({ command: '/vpn', user_id: '../U0HELGA' })).toMatchObject({ kind: 'refused' });
  expect(counted).toEqual([]);
});

test('events have a budget of their own, and those beyond it are dropped without a word', () => {
  const { gate, flood, counted, told } = aScene();
  const opened = { type: 'event_callback', event: { type: 'app_home_opened', user: 'U0GUS' } };

  const kinds = flood(opened, 40).map(({ kind }) => kind);

  expect(kinds.filter((kind) => kind === 'admitted')).toHaveLength(30);
  expect(gate.admit(command)).toMatchObject({ kind: 'admitted' });
  expect(gate.admit({ ...opened, event: { user: 'U0BOB' } })).toMatchObject({ kind: 'admitted' });
  expect([counted, told]).toEqual([[], []]);
});
