import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import {
  environmentWith,
  leastConfig,
  problemsFrom,
  problemsIn,
  socketTokens,
  temporaryFolder,
} from './written-config.ts';

const endpoint = '{ id: cvpn-endpoint-0a, name: lab, region: eu-west-1 }';
const channel = '{ id: C0A, allow: [see] }';
const audit = 'audit: { channel: C0AUDIT }';

test.each([
  [
    'an endpoint id of another kind',
    'endpoints[0].id',
    `endpoints: [{ id: vpc-1, name: lab, region: eu-west-1 }]`,
  ],
  [
    'an endpoint name with a space',
    'endpoints[0].name',
    `endpoints: [{ id: cvpn-endpoint-0a, name: a b, region: eu-west-1 }]`,
  ],
  [
    'an endpoint name that is a word of the command',
    'endpoints[0].name',
    `endpoints: [{ id: cvpn-endpoint-0a, name: ON, region: eu-west-1 }]`,
  ],
  [
    'a Region that is none',
    'endpoints[0].region',
    `endpoints: [{ id: cvpn-endpoint-0a, name: lab, region: Ireland }]`,
  ],
  ['a missing Region', 'endpoints[0].region', `endpoints: [{ id: cvpn-endpoint-0a, name: lab }]`],
  [
    'a role that is none',
    'endpoints[0].roleArn',
    `endpoints: [{ id: cvpn-endpoint-0a, name: lab, region: eu-west-1, roleArn: bouncer }]`,
  ],
  ['no endpoint at all', 'endpoints', 'endpoints: []'],
  [
    'an endpoint id twice',
    'endpoints[1].id',
    `endpoints: [${endpoint}, { id: cvpn-endpoint-0a, name: b, region: eu-west-1 }]`,
  ],
  [
    'an endpoint name that is the id of another',
    'endpoints[1].name',
    `endpoints: [${endpoint}, { id: cvpn-endpoint-0b, name: CVPN-endpoint-0a, region: eu-west-1 }]`,
  ],
  [
    'an endpoint name twice in other case',
    'endpoints[1].name',
    `endpoints: [${endpoint}, { id: cvpn-endpoint-0b, name: LAB, region: eu-west-1 }]`,
  ],
])('finds %s', (_title, path, endpoints) => {
  expect(problemsIn(`${endpoints}\n${audit}`).map((problem) => problem.path)).toEqual([path]);
});

test.each([
  ['eu-wset-1', 'eu-west-1'],
  ['us-esat-1', 'us-east-1'],
  ['eu-west1', 'eu-west-1'],
  ['eu-west-9', 'eu-west-1'],
])('the Region %s is refused, with the one that is probably meant', (typed, meant) => {
  const problems = problemsIn(`endpoints: [{ id: cvpn-endpoint-0a, name: lab, region: ${typed} }]\n${audit}`);

  expect(problems).toMatchObject([
    { path: 'endpoints[0].region', message: expect.stringContaining(`did you mean "${meant}"?`) },
  ]);
});

test.each([
  ['that is unlike any known one', 'region: xx-elsewhere-1 }]'],
  ['that the file calls new', 'region: eu-west-9 }]\nnewRegions: [eu-west-9]'],
])('a Region %s is accepted: AWS adds Regions', (_title, rest) => {
  const file = `endpoints: [{ id: cvpn-endpoint-0a, name: lab, ${rest}\n${audit}`;

  expect(loadConfig(environmentWith(file)).rules.endpoints).toHaveLength(1);
});

test.each([
  ['a channel id that is a name', 'channels[0].id', 'channels: [{ id: helpdesk, allow: [see] }]'],
  ['a direct message as a channel', 'channels[0].id', 'channels: [{ id: D0A, allow: [see] }]'],
  ['a command without a slash', 'command', 'command: vpn'],
  ['a command with a capital', 'command', 'command: /Vpn'],
  ['a command of two words', 'command', 'command: /vpn who'],
  ['a command that is longer than Slack takes', 'command', `command: /${'v'.repeat(32)}`],
  ['a command of Slack’s own', 'command', 'command: /who'],
  ['a channel twice', 'channels[1].id', `channels: [${channel}, ${channel}]`],
  ['a grant that does not exist', 'channels[0].allow[1]', 'channels: [{ id: C0A, allow: [see, kik] }]'],
  ['self as a channel’s grant', 'channels[0].allow[0]', 'channels: [{ id: C0A, allow: [self] }]'],
  [
    'an endpoint that the file lacks',
    'channels[0].endpoints[1]',
    'channels: [{ id: C0A, allow: [], endpoints: [prod-eu, lab] }]',
  ],
  [
    'an endpoint twice in a channel',
    'channels[0].endpoints[1]',
    'channels: [{ id: C0A, allow: [], endpoints: [prod-eu, prod-eu] }]',
  ],
  ['everyone with a grant of channels', 'everyone[0]', 'everyone: [kick]'],
  ['a way of matching that does not exist', 'people.match', 'people: { match: name }'],
  ['local parts of any domain', 'people.domains', 'people: { match: local-part }'],
  ['local parts of no domain', 'people.domains', 'people: { match: local-part, domains: [] }'],
  ['a domain that is an address', 'people.domains[0]', 'people: { domains: [bob@corp.example] }'],
  ['a domain without a dot', 'people.domains[0]', 'people: { match: local-part, domains: [corp] }'],
  ['domains that count for nothing', 'people.domains', 'people: { match: map, domains: [corp.example] }'],
  ['a person’s name for an id', 'people.map.bob', 'people: { map: { bob: [bob] } }'],
  ['a person without names', 'people.map.U0BOB', 'people: { map: { U0BOB: [] } }'],
  ['a name that YAML reads as a number', 'people.map.U0BOB[0]', 'people: { map: { U0BOB: [42] } }'],
  ['an empty protected pattern', 'protected[0]', 'protected: [" "]'],
  ['a reason that need not be given', 'kick.minReason', 'kick: { minReason: 0 }'],
  ['no termination at all', 'terminations.burst', 'terminations: { burst: 0 }'],
  ['more a second than any account has', 'terminations.perSecond', 'terminations: { perSecond: 1000 }'],
  ['half a session', 'kick.approveAbove', 'kick: { approveAbove: 1.5 }'],
  ['no approver', 'kick.approvers', 'kick: { approvers: [] }'],
  ['a channel that may approve', 'kick.approvers[0]', 'kick: { approvers: [C0A] }'],
  ['an approver listed twice', 'kick.approvers[1]', 'kick: { approvers: [U0A, U0A] }'],
  ['a length of time without a unit', 'kick.listExpires', 'kick: { listExpires: 15 }'],
  ['no time at all', 'kick.listExpires', 'kick: { listExpires: 0s }'],
  ['more than a day', 'kick.listExpires', 'kick: { listExpires: 25h }'],
  ['a channel that may break the glass', 'security.breakGlass[0]', 'security: { breakGlass: [C0A] }'],
  [
    'a person who may break the glass twice',
    'security.breakGlass[1]',
    'security: { breakGlass: [U0A, U0A] }',
  ],
  ['two stores', 'store', 'store: { sqlite: a.db, dynamodb: bouncer }'],
  ['a store of no kind', 'store', 'store: {}'],
  ['a table of a name that DynamoDB does not take', 'store.dynamodb', 'store: { dynamodb: a/b }'],
  ['a list where a map belongs', 'kick', 'kick: [5]'],
  ['text where a list belongs', 'protected', 'protected: svc-*'],
  ['a section without content', 'people', 'people:'],
  ['a key that is no setting', 'channels[0].alow', 'channels: [{ id: C0A, allow: [], alow: [see] }]'],
  ['a section that does not exist', 'endpoint', 'endpoint: []'],
])('finds %s', (_title, path, more) => {
  expect(problemsIn(leastConfig + more).map((problem) => problem.path)).toEqual([path]);
});

test('says what is wrong with the name of a command, and what to do', () => {
  const [ours] = problemsIn(`${leastConfig}command: /remind`);
  const [odd] = problemsIn(`${leastConfig}command: VPN`);

  expect(ours?.message).toBe('"/remind" is one of Slack’s own commands; use another name, such as /vpn');
  expect(odd?.message).toMatch(/^"VPN" isn’t the name of a slash command: .*such as \/vpn$/);
});

test('says what to write if local parts of any domain would match', () => {
  const [problem] = problemsIn(`${leastConfig}people: { match: local-part }`);

  expect(problem?.message).toContain('list the domains');
  expect(problem?.message).toContain('domains: [corp.example]');
});

test('reports an audit channel that is missing or a direct message', () => {
  expect(problemsIn(`endpoints: [${endpoint}]`)).toMatchObject([{ path: 'audit' }]);
  expect(problemsIn(`endpoints: [${endpoint}]\naudit: { channel: D0A }`)).toMatchObject([
    { path: 'audit.channel' },
  ]);
});

test('no problem hides another, even if a part has the wrong type', () => {
  const problems = problemsIn(`
endpoints:
  - { id: 7, name: prod-eu, region: eu-west-1, rolearn: x }
  - { id: cvpn-endpoint-0b, name: Prod-EU, region: 1 }
channels:
  - nonsense
  - { id: C0A, endpoints: [prod-uk, 5], allow: yes }
  - { id: C0A, allow: [see] }
store: { dynamodb: 5 }
`);

  expect(problems.map(({ path }) => path).toSorted()).toEqual([
    'audit',
    'channels[0]',
    'channels[1].allow',
    'channels[1].endpoints[0]',
    'channels[1].endpoints[1]',
    'channels[2].id',
    'endpoints[0].id',
    'endpoints[0].rolearn',
    'endpoints[1].name',
    'endpoints[1].region',
    'store.dynamodb',
  ]);
});

test.each([
  ['an endpoint', 'prod-eu', 'channels: [{ id: C0A, allow: [], endpoints: [prod-uk] }]'],
  ['a grant', 'kick', 'channels: [{ id: C0A, allow: [kik] }]'],
  ['a setting of a section', 'minReason', 'kick: { minreson: 5 }'],
  ['the setting of the section for emergencies', 'breakGlass', 'security: { breakglas: [] }'],
  ['a section', 'protected', 'protcted: []'],
])('guesses which one a mistyped name of %s means', (_title, guess, more) => {
  expect(problemsIn(leastConfig + more)[0]?.message).toContain(`did you mean "${guess}"?`);
});

test('reports a repeated key with its line and column, beside the other problems', () => {
  const problems = problemsIn(`${leastConfig}kick: { minReason: 0 }\nkick: { minReason: 0 }\n`);

  expect(problems.map(({ path }) => path)).toEqual([
    expect.stringMatching(/bouncer\.yml, line 6, column 1$/),
    'kick.minReason',
  ]);
});

test.each([
  ['an open bracket', 'endpoints: [1\nb: 2'],
  ['a tab as indentation', 'audit:\n\tchannel: C0A'],
  ['a second document', 'a: 1\n---\nb: 2'],
  ['a pattern that lacks its quotes', 'protected: [*-admin]'],
  ['an unknown tag', 'a: !secret b'],
])('a mistake in the YAML is told with line and column: %s', (_title, text) => {
  const problems = problemsIn(text);

  expect(problems.length).toBeGreaterThan(0);
  for (const { path } of problems) expect(path).toMatch(/bouncer\.yml, line \d+, column \d+$/);
});

test.each([
  ['an empty file', ' \n'],
  ['a file of comments', '# endpoints: []'],
  ['a list', '- endpoints'],
  ['plain text', 'endpoints'],
  ['a file that is not UTF-8', Uint8Array.of(...new TextEncoder().encode(leastConfig), 0x23, 0xff)],
  ['a file larger than 1 MB', `${leastConfig}# ${'x'.repeat(1_000_000)}`],
  ['a file whose aliases multiply', billionLaughs()],
])('%s is one problem that names the file', (_title, content) => {
  expect(problemsIn(content)).toEqual([
    { path: expect.stringMatching(/bouncer\.yml$/), message: expect.stringMatching(/./) },
  ]);
});

test('a path where there is no file, or a folder, is one problem that says what to set', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bouncer.yml'));

  for (const path of [join(folder, 'elsewhere.yml'), join(folder, 'bouncer.yml')]) {
    expect(problemsFrom(() => loadConfig({ BOUNCER_CONFIG: path, ...socketTokens }))).toEqual([
      { path, message: expect.stringContaining('BOUNCER_CONFIG') },
    ]);
  }
});

test.each([
  ['as an id', 'channels: [{ id: xoxb-12-secret, allow: [] }]'],
  ['as a number of things', 'kick: { minReason: xapp-1-secret }'],
  ['as a key', 'xoxb-12-secret: 1'],
  ['in an alias', 'a: *xoxb-12-secret'],
  ['as a tag, whatever it looks like', 'a: !secret b'],
  ['in broken YAML', 'a: [xoxb-12-secret\n"xoxb-12-secret" b: }'],
])('a token that was pasted into the file %s is not repeated', (_title, more) => {
  const problems = problemsIn(leastConfig + more);

  expect(problems.length).toBeGreaterThan(0);
  expect(JSON.stringify(problems)).not.toContain('secret');
});

test('hostile text is quoted on one line and cut', () => {
  const [problem] = problemsIn(`${leastConfig}everyone: ["a\\nb\\e[31m${'x'.repeat(300)}"]`);

  expect(problem?.message).toMatch(/^[^\p{Cc}]+$/u);
  expect(problem?.message.length).toBeLessThan(150);
});

function billionLaughs(): string {
  const levels = ['a', 'b', 'c', 'd', 'e', 'f'];
  return levels
    .map((level, index) => {
      const below = levels[index - 1];
      return `${level}: &${level} [${Array(10)
        .fill(below === undefined ? 'ha' : `*${below}`)
        .join(', ')}]`;
    })
    .join('\n');
}
