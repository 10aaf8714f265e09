import { expect, test } from 'vitest';
import { slackTokensFromSecret } from '../../src/config/slack-tokens.ts';
import { problemsFrom } from './written-config.ts';

test('a secret with an app token chooses Socket Mode', () => {
  const fields = { botToken: 'xoxb-1', appToken: 'xapp-1\n', signingSecret: 'abc' };

  expect(slackTokensFromSecret(fields, 'bouncer')).toEqual({
    kind: 'socket',
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
  });
});

test('a secret without an app token, or with an empty one, chooses HTTP', () => {
  const http = { kind: 'http', botToken: 'xoxb-1', signingSecret: 'abc' };

  for (const appToken of [undefined, ''])
    expect(slackTokensFromSecret({ botToken: 'xoxb-1', appToken, signingSecret: 'abc' }, 'bouncer')).toEqual(
      http,
    );
});

test.each([
  ['is empty', {}, ['SLACK_SECRET_ID (bouncer).botToken', 'SLACK_SECRET_ID (bouncer).appToken']],
  [
    'holds a token of another kind',
    { botToken: 'hush', appToken: 'xapp-1' },
    ['SLACK_SECRET_ID (bouncer).botToken'],
  ],
])('names the secret and the field, and nothing that it holds, when it %s', (_title, fields, paths) => {
  const problems = problemsFrom(() => slackTokensFromSecret(fields, 'bouncer'));

  expect(problems.map(({ path }) => path)).toEqual(paths);
  expect(JSON.stringify(problems)).not.toContain('hush');
});
