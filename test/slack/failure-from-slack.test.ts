import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { expect, test } from 'vitest';
import { Failure } from '../../src/domain/failure.ts';
import { failureFromSlack } from '../../src/slack/failure-from-slack.ts';

const refused = (error: string) => new WebAPIPlatformError({ ok: false, error });
const status = (code: number) => new WebAPIHTTPError(code, 'in words', {});
const unasked = (code: string) =>
  new WebAPIRequestError(
    new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, hostname: 'slack.com' }) }),
  );

test.each([
  [refused('user_not_found'), 'slack_unknown'],
  [refused('channel_not_found'), 'slack_unknown'],
  [refused('no_such_subteam'), 'slack_unknown'],
  [refused('invalid_auth'), 'slack_credentials'],
  [refused('token_revoked'), 'slack_credentials'],
  [refused('not_authed'), 'slack_credentials'],
  [refused('missing_scope'), 'slack_refused'],
  [refused('restricted_action'), 'slack_refused'],
  [refused('ratelimited'), 'slack_throttled'],
  [refused('internal_error'), 'slack_unreachable'],
  [refused('<html>Sign in</html>'), 'slack_unintelligible'],
  [new WebAPIRateLimitedError(30), 'slack_throttled'],
  [status(503), 'slack_unreachable'],
  [status(403), 'slack_unintelligible'],
  [unasked('ENOTFOUND'), 'slack_unreachable'],
  [new Error('something'), 'slack_unreachable'],
] as const)('%s is %s', (error, code) => {
  expect(failureFromSlack(error, 'look up U0BOB').code).toBe(code);
});

test('what the network said no to is told, with the host', () => {
  const failure = failureFromSlack(unasked('ENOTFOUND'), 'look up U0BOB');

  expect(failure.trouble).toEqual({ kind: 'network', why: 'dns', host: 'slack.com' });
  expect(failure.message).toBe('look up U0BOB: Slack did not answer: slack.com: the name can’t be resolved');
});

test('a failure under it, as of keys that cannot be read, stays the one that it is', () => {
  const inner = new Failure('aws_credentials_missing', 'no credentials');

  expect(failureFromSlack(new WebAPIRequestError(inner), 'look up U0BOB')).toBe(inner);
});

test('a proxy’s page is not quoted', () => {
  expect(failureFromSlack(refused('<html>Sign in</html>'), 'look').message).not.toContain('html');
});
