import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { isSignedBySlack } from '../../src/slack/slack-signature.ts';

const now = Date.parse('2026-11-02T09:00:00Z');
const body = 'command=%2Fvpn&text=who&team_domain=caf%C3%A9';

/** What Slack would send, so many seconds ago. */
function aRequest({ secondsAgo = 0, secret = 'secret-of-now', text = body } = {}) {
  const timestamp = String(now / 1_000 - secondsAgo);
  return { body: Buffer.from(text), timestamp, signature: signatureOf(text, timestamp, secret) };
}

test('takes what Slack signed just now', () => {
  expect(isSignedBySlack(aRequest(), ['secret-of-now'], now)).toBe(true);
});

test('takes the example that Slack gives', () => {
  const request = {
    body: Buffer.from(
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
    ),
    timestamp: '1531420618',
    signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };

  expect(isSignedBySlack(request, ['8f742231b10e8888abcd99yyyzzz85a5'], 1_531_420_618_000)).toBe(true);
});

test('takes either secret while one takes the place of the other', () => {
  const secrets = ['secret-of-now', 'secret-of-before'];

  expect(isSignedBySlack(aRequest({ secret: 'secret-of-before' }), secrets, now)).toBe(true);
  expect(isSignedBySlack(aRequest({ secret: 'secret-of-long-ago' }), secrets, now)).toBe(false);
});

test.each([
  ['five minutes old', 300, true],
  ['older', 301, false],
  ['a minute ahead', -60, true],
  ['further ahead', -61, false],
])('one that is %s: %s s ago, taken: %s', (_title, secondsAgo, isTaken) => {
  expect(isSignedBySlack(aRequest({ secondsAgo }), ['secret-of-now'], now)).toBe(isTaken);
});

test.each([
  ['another body', { body: Buffer.from(`${body}x`) }],
  ['another time', { timestamp: String(now / 1_000 - 1) }],
  ['no signature', { signature: '' }],
  ['half a signature', { signature: aRequest().signature.slice(0, 40) }],
  ['a signature of another version', { signature: aRequest().signature.replace('v0', 'v1') }],
  ['no time', { timestamp: '' }],
  ['a time that is no number', { timestamp: 'NaN' }],
  ['a time in the dress of another number', { timestamp: '0x69071b90' }],
])('refuses %s', (_title, change) => {
  expect(isSignedBySlack({ ...aRequest(), ...change }, ['secret-of-now'], now)).toBe(false);
});

test.each([[[]], [['']]])('without a secret (%o), nothing is signed', (secrets) => {
  expect(isSignedBySlack(aRequest({ secret: '' }), secrets, now)).toBe(false);
});

test('whatever is sent, nothing but the right signature passes, and nothing throws', () => {
  const anything = fc.record({ body: fc.uint8Array(), timestamp: fc.string(), signature: fc.string() });

  fc.assert(fc.property(anything, (request) => !isSignedBySlack(request, ['secret-of-now'], now)));
});
