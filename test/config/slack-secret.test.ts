import { expect, test } from 'vitest';
import { loadSlackTokens } from '../../src/config/slack-secret.ts';
import { problemsFrom } from './written-config.ts';

test('reads the tokens of Socket Mode, and of HTTP where there is no app token', () => {
  expect(loadSlackTokens('{"botToken":"xoxb-1","appToken":"xapp-1","signingSecret":"abc"}', 'id')).toEqual({
    kind: 'socket',
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
  });
  expect(loadSlackTokens('{"botToken":"xoxb-1","appToken":"","signingSecret":"abc"}', 'id')).toEqual({
    kind: 'http',
    botToken: 'xoxb-1',
    signingSecret: 'abc',
  });
});

test.each([
  ['plain text', 'xoxb-hush', ['SLACK_SECRET_ID (bouncer)']],
  ['cut JSON', '{"botToken":"xoxb-hush', ['SLACK_SECRET_ID (bouncer)']],
  ['a list', '["xoxb-hush"]', ['SLACK_SECRET_ID (bouncer)']],
  ['a number for a token', '{"botToken":5}', ['SLACK_SECRET_ID (bouncer)']],
  ['an empty object', '{}', ['SLACK_SECRET_ID (bouncer).botToken', 'SLACK_SECRET_ID (bouncer).appToken']],
  [
    'a token of another kind',
    '{"botToken":"hush","appToken":"xapp-1"}',
    ['SLACK_SECRET_ID (bouncer).botToken'],
  ],
])('names the secret, and none of what it holds, when it is %s', (_title, text, paths) => {
  const problems = problemsFrom(() => loadSlackTokens(text, 'bouncer'));

  expect(problems.map(({ path }) => path)).toEqual(paths);
  expect(JSON.stringify(problems)).not.toContain('hush');
});
