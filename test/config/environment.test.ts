import { expect, test } from 'vitest';
import type { Environment } from '../../src/config/environment.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { environmentWith, leastConfig, problemsFrom, socketTokens } from './written-config.ts';

const load = (variables: Environment) => {
  const { BOUNCER_CONFIG } = environmentWith(leastConfig);
  return loadConfig({ BOUNCER_CONFIG, ...variables });
};
const httpTokens = { SLACK_BOT_TOKEN: 'xoxb-1-a', SLACK_SIGNING_SECRET: '8f742231b10e' };

test('an app token chooses Socket Mode, with or without a signing secret', () => {
  const socket = { kind: 'socket', botToken: 'xoxb-1-a', appToken: 'xapp-1-a' };

  expect(load(socketTokens).slack.credentials).toEqual(socket);
  expect(load({ ...socketTokens, SLACK_SIGNING_SECRET: '8f742231b10e' }).slack.credentials).toEqual(socket);
});

test('a signing secret without an app token chooses HTTP', () => {
  expect(load(httpTokens).slack.credentials).toEqual({
    kind: 'http',
    botToken: 'xoxb-1-a',
    signingSecret: '8f742231b10e',
  });
});

test('with a secret id, the tokens and the mode are read later', () => {
  expect(load({ SLACK_SECRET_ID: 'bouncer/slack' }).slack.credentials).toEqual({
    kind: 'secret',
    secretId: 'bouncer/slack',
  });
});

test('trims values, and ignores empty variables', () => {
  const { slack, port } = load({
    SLACK_BOT_TOKEN: ' xoxb-1-a\n',
    SLACK_APP_TOKEN: 'xapp-1-a ',
    SLACK_SECRET_ID: '',
    SLACK_API_URL: '',
    PORT: ' ',
  });

  expect(slack.credentials).toEqual({ kind: 'socket', botToken: 'xoxb-1-a', appToken: 'xapp-1-a' });
  expect(slack.apiUrl).toBeUndefined();
  expect(port).toBe(3000);
});

test.each([
  ['http://127.0.0.1:4000', 'http://127.0.0.1:4000/'],
  ['https://slack.example.com/api/', 'https://slack.example.com/api/'],
])('the Web API’s address always ends with a slash: %s', (given, apiUrl) => {
  expect(load({ ...socketTokens, SLACK_API_URL: given }).slack.apiUrl).toBe(apiUrl);
});

test.each(['127.0.0.1', '10.0.0.7', '0.0.0.0', '::1', '::', 'localhost'])(
  'Bouncer can listen on %s alone',
  (HOST) => {
    expect(load({ ...socketTokens, HOST }).host).toBe(HOST);
  },
);

test.each([undefined, '', ' '])('without a host (%j), it listens on every address', (HOST) => {
  expect(load({ ...socketTokens, HOST }).host).toBeUndefined();
});

test.each([
  ['0', 0],
  ['8080', 8080],
  ['65535', 65_535],
])('the port may be %s', (given, port) => {
  expect(load({ ...socketTokens, PORT: given }).port).toBe(port);
});

test.each([
  ['nothing is given', {}, ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']],
  ['neither mode has its token', { SLACK_BOT_TOKEN: 'xoxb-1-a' }, ['SLACK_APP_TOKEN']],
  ['the bot token is missing', { SLACK_APP_TOKEN: 'xapp-1-a' }, ['SLACK_BOT_TOKEN']],
  [
    'the tokens are swapped',
    { SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' },
    ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  ],
  [
    'the signing secret is broken',
    { ...httpTokens, SLACK_SIGNING_SECRET: 'two words' },
    ['SLACK_SIGNING_SECRET'],
  ],
  [
    'tokens are given beside the secret id',
    { ...socketTokens, SLACK_SECRET_ID: 'x' },
    ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'],
  ],
  ['the address is none', { ...socketTokens, SLACK_API_URL: 'slack.com' }, ['SLACK_API_URL']],
  ['the address is of a file', { ...socketTokens, SLACK_API_URL: 'file:///etc' }, ['SLACK_API_URL']],
  ['the port is too high', { ...socketTokens, PORT: '65536' }, ['PORT']],
  ['the host is a name', { ...socketTokens, HOST: 'bouncer.example.com' }, ['HOST']],
  ['the host has a port', { ...socketTokens, HOST: '127.0.0.1:3000' }, ['HOST']],
  ['the port is no whole number', { ...socketTokens, PORT: '1e3' }, ['PORT']],
])('names the variables when %s', (_title, variables, paths) => {
  expect(problemsFrom(() => load(variables)).map(({ path }) => path)).toEqual(paths);
});

test('no problem repeats the value of a variable', () => {
  const problems = problemsFrom(() =>
    load({
      SLACK_BOT_TOKEN: 'hush-1 hush',
      SLACK_APP_TOKEN: 'hush-2',
      SLACK_API_URL: 'hush-3',
      PORT: 'hush-4',
    }),
  );

  expect(problems).toHaveLength(4);
  expect(JSON.stringify(problems)).not.toContain('hush');
});
