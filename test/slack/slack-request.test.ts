import { expect, test } from 'vitest';
import {
  claimBlocks,
  declineBlocks,
  kickBlocks,
  launcherBlocks,
} from '../../src/slack/block-kit/action-ids.ts';
import { complaintFor, isSslCheck, requestFromBody } from '../../src/slack/slack-request.ts';

test.each([
  ['a command', 'command=%2Fvpn&text=who+caf%C3%A9&user_id=U0HELGA', { command: '/vpn', text: 'who café' }],
  ['an interaction', `payload=${encodeURIComponent('{"type":"block_actions"}')}`, { type: 'block_actions' }],
  ['an event', '{"type":"url_verification"}', { type: 'url_verification' }],
  ['a field without a value', 'command=%2Fvpn&text=', { command: '/vpn', text: '' }],
  ['what is no percent-encoding', 'text=%zz%', { text: '%zz%' }],
  ['of a field that is there twice, the first', 'text=who&text=kick', { text: 'who' }],
  ['a field with a name of every object’s own', '__proto__=1&text=who', { text: 'who' }],
])('reads %s', (_title, body, request) => {
  expect(requestFromBody(body)).toMatchObject(request);
});

test.each(['', 'null', 'payload=null', 'payload=%7B', '{', 'payload=%5B%5D', 'x'.repeat(1_000)])(
  'reads no request in “%.20s”',
  (body) => {
    expect(requestFromBody(body)).toBeUndefined();
  },
);

test('a payload that is nested more than a hundred levels deep is none', () => {
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  expect(requestFromBody(nested(100))).toBeDefined();
  expect(requestFromBody(nested(101))).toBeUndefined();
  expect(requestFromBody(`payload=${nested(50_000)}`)).toBeUndefined();
});

test('of a form, a hundred fields are read and no more', () => {
  const form = Array.from({ length: 101 }, (_, index) => `f${index}=1`).join('&');

  expect(Object.keys(requestFromBody(form) ?? {})).toHaveLength(100);
});

test('brackets in a text are no levels', () => {
  const text = `\\"${'[{'.repeat(500)}`;

  expect(requestFromBody(`{"text":"${text}"}`)).toEqual({ text: `"${'[{'.repeat(500)}` });
});

test.each(['a&', 'a=1&', '%', '%41', '+', '=', 'payload=%&'])(
  'reading a flood of “%s” takes not much longer when there is four times as much of it',
  (flood) => {
    const body = (bytes: number) => `a=${flood.repeat(bytes / flood.length)}`;
    const [small, large] = [body(50_000), body(200_000)];
    // What is compiled at first is not measured.
    for (let times = 0; times < 20; times += 1) requestFromBody(small);

    expect(leastCpuUs(large) / leastCpuUs(small)).toBeLessThan(12);
  },
);

test.each(['kick', 'decline', 'claim', 'launcher'] as const)(
  'a complaint about a submitted %s stands below a field of its modal, which stays open',
  (modal) => {
    const field = {
      kick: kickBlocks.reason,
      decline: declineBlocks.reason,
      claim: claimBlocks.reason,
      launcher: launcherBlocks.what,
    }[modal];
    const body = { type: 'view_submission', view: { state: { values: { [field]: {} } } } };

    expect(complaintFor(body, 'Slow down.')).toEqual({
      response_action: 'errors',
      errors: { [field]: 'Slow down.' },
    });
  },
);

test('Slack’s question about the certificate is tiny, and nothing else', () => {
  const question = (more = '') => new TextEncoder().encode(`token=t&ssl_check=1${more}`);

  expect(isSslCheck(question())).toBe(true);
  expect(isSslCheck(new TextEncoder().encode('ssl_check=0'))).toBe(false);
  expect(isSslCheck(question(`&x=${'x'.repeat(1_100)}`))).toBe(false);
});

/** Of several times, the one in which the machine did the least beside it. */
function leastCpuUs(body: string): number {
  const measured = Array.from({ length: 15 }, () => {
    const before = process.cpuUsage();
    for (let times = 0; times < 10; times += 1) requestFromBody(body);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.max(1, Math.min(...measured));
}
