import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { InvalidConfig } from '../../src/config/invalid-config.ts';
import { loadConfig, loadStoreSettings } from '../../src/config/load-config.ts';
import { environmentWith, leastConfig, problemsFrom, socketTokens } from './written-config.ts';

const example = fileURLToPath(new URL('../../bouncer.example.yml', import.meta.url));

test('the example file is valid as it stands', () => {
  const { rules, auditChannel } = loadConfig({ BOUNCER_CONFIG: example, ...socketTokens });

  expect([...rules.channels.values()].map(({ name, allow }) => [name, allow])).toEqual([
    ['helpdesk', ['see', 'kick']],
    ['secops', ['see', 'kick', 'kick-many', 'block', 'audit']],
    ['leads', ['see']],
  ]);
  expect(rules.protected).toEqual(['svc-*']);
  expect(rules.breakGlass).toEqual({ people: [], groups: ['S0RESPONDERS'] });
  expect(auditChannel).toBe('C0AUDIT');
});

test('an omitted key has its default, and an omitted grant is not given', () => {
  const { command, rules, store, port, slack } = loadConfig(environmentWith(leastConfig));

  expect(rules).toMatchObject({
    channels: new Map(),
    everyoneMaySelf: false,
    everyoneMaySeeHealth: false,
    people: { match: 'email', map: new Map() },
    protected: [],
    kick: { minReason: 5, approveAbove: 5, listExpiresMs: 900_000 },
    terminations: { burst: 20, perSecond: 4 },
    breakGlass: { people: [], groups: [] },
    history: { days: 30, readsConnectionLog: false, notify: undefined, known: [] },
    report: undefined,
  });
  expect(store).toEqual({ kind: 'sqlite', path: expect.stringMatching(/bouncer\.db$/) });
  expect(port).toBe(3000);
  expect(command).toBe('/vpn');
  expect(slack.apiUrl).toBeUndefined();
});

test('uses the configured name of the command', () => {
  expect(loadConfig(environmentWith(`${leastConfig}command: /my-vpn_2\n`)).command).toBe('/my-vpn_2');
});

test('distinguishes people and user groups listed for break-glass', () => {
  const { rules } = loadConfig(
    environmentWith(`${leastConfig}security: { breakGlass: [U0OMAR, S0TEAM, W0EVE] }\n`),
  );

  expect(rules.breakGlass).toEqual({ people: ['U0OMAR', 'W0EVE'], groups: ['S0TEAM'] });
});

test('distinguishes people and user groups listed as approvers, and lists none by default', () => {
  const withApprovers = loadConfig(environmentWith(`${leastConfig}kick: { approvers: [S0LEADS, U0ANNA] }\n`));
  const without = loadConfig(environmentWith(leastConfig));

  expect(withApprovers.rules.kick.approvers).toEqual({ people: ['U0ANNA'], groups: ['S0LEADS'] });
  expect(without.rules.kick.approvers).toBeUndefined();
});

test('a channel without endpoints has all of them, and one with a list has only those, by name or id', () => {
  const { rules } = loadConfig(
    environmentWith(`
endpoints:
  - { id: cvpn-endpoint-0a, name: prod-eu, region: eu-west-1, roleArn: "arn:aws:iam::111122223333:role/b" }
  - { id: cvpn-endpoint-0b, name: lab, region: us-gov-west-1 }
channels:
  - { id: C0ALL, allow: [see] }
  - { id: C0LAB, name: "#lab", allow: [see], endpoints: [LAB], allowPublic: true, allowOrgShared: true }
  - { id: C0NONE, allow: [], endpoints: [] }
audit: { channel: G0AUDIT }
`),
  );

  const channels = [...rules.channels.values()];
  expect(channels.map(({ endpoints }) => endpoints.map(({ name }) => name))).toEqual([
    ['prod-eu', 'lab'],
    ['lab'],
    [],
  ]);
  expect(channels.map(({ name }) => name)).toEqual(['C0ALL', 'lab', 'C0NONE']);
  expect(channels.map(({ allowPublic }) => allowPublic)).toEqual([false, true, false]);
  expect(channels.map(({ allowOrgShared }) => allowOrgShared)).toEqual([false, true, false]);
  expect(rules.endpoints.map(({ roleArn }) => roleArn)).toEqual([
    'arn:aws:iam::111122223333:role/b',
    undefined,
  ]);
});

test('reads people and the limits of a kick', () => {
  const { rules } = loadConfig(
    environmentWith(`${leastConfig}
everyone: [self]
people: { match: local-part, domains: [corp.example], map: { U0BOB: [bob, bob-laptop], W0ANNA: [anna] } }
kick: { minReason: 10, approveAbove: 0, listExpires: 2h }
`),
  );

  expect(rules.everyoneMaySelf).toBe(true);
  expect(rules.people).toMatchObject({ match: 'local-part', domains: ['corp.example'] });
  expect(Object.fromEntries(rules.people.map)).toEqual({ U0BOB: ['bob', 'bob-laptop'], W0ANNA: ['anna'] });
  expect(rules.kick).toEqual({ minReason: 10, approveAbove: 0, listExpiresMs: 7_200_000 });
});

test('a relative store path is relative to the folder of the file', () => {
  const relative = environmentWith(`${leastConfig}\nstore: { sqlite: data/log.db }`);
  const absolute = environmentWith(`${leastConfig}\nstore: { sqlite: /var/lib/log.db }`);

  expect(loadConfig(relative).store).toEqual({
    kind: 'sqlite',
    path: join(dirname(relative.BOUNCER_CONFIG), 'data/log.db'),
  });
  expect(loadConfig(absolute).store).toEqual({ kind: 'sqlite', path: '/var/lib/log.db' });
});

test('a store in DynamoDB is named by its table', () => {
  const { store } = loadConfig(environmentWith(`${leastConfig}\nstore: { dynamodb: bouncer }`));

  expect(store).toEqual({ kind: 'dynamodb', table: 'bouncer' });
});

test('reads the store’s settings without Slack’s', () => {
  const { BOUNCER_CONFIG } = environmentWith(leastConfig);

  expect(loadStoreSettings({ BOUNCER_CONFIG, PORT: 'nonsense' })).toEqual({
    kind: 'sqlite',
    path: join(dirname(BOUNCER_CONFIG), 'bouncer.db'),
  });
});

test('checks the whole file even if only the store’s settings are read', () => {
  const environment = environmentWith(`${leastConfig}\nprotected: 5`);

  expect(() => loadStoreSettings(environment)).toThrow(InvalidConfig);
});

test('reports all problems of the file and the environment at once, one per line', () => {
  const environment = { ...environmentWith(`${leastConfig}\nkick: { minReason: 0 }`), PORT: '-1' };

  const problems = problemsFrom(() => loadConfig(environment));

  expect(problems.map(({ path }) => path)).toEqual(['kick.minReason', 'PORT']);
  expect(new InvalidConfig(problems).message.split('\n')).toHaveLength(3);
});

const seeingChannels =
  'channels: [{ id: C0LEADS, name: leads, allow: [see] }, { id: C0SECOPS, name: secops, allow: [see] }]\n';

test('reads how connections are remembered, and when the report is posted', () => {
  const { rules } = loadConfig(
    environmentWith(`${leastConfig}${seeingChannels}history: { days: 7, connectionLog: true, notify: C0SECOPS, known: [203.0.113.0/24, "2001:db8::/32"] }
report: { channel: C0LEADS, at: "Fri 16:30", zone: Europe/Berlin }
`),
  );

  expect(rules.history).toEqual({
    days: 7,
    readsConnectionLog: true,
    notify: 'C0SECOPS',
    known: ['203.0.113.0/24', '2001:db8::/32'],
  });
  expect(rules.report).toEqual({
    channel: 'C0LEADS',
    weekday: 5,
    hour: 16,
    minute: 30,
    zone: 'Europe/Berlin',
  });
});

test.each([
  ['a network without a length', 'history: { known: [203.0.113.0] }', 'history.known[0]'],
  ['a network that is everything', 'history: { known: [0.0.0.0/0] }', 'history.known[0]'],
  ['a time without a weekday', 'report: { channel: C0LEADS, at: "09:00" }', 'report.at'],
  ['a time that no clock shows', 'report: { channel: C0LEADS, at: "Mon 24:00" }', 'report.at'],
  ['an unknown time zone', 'report: { channel: C0LEADS, zone: Mars/Base }', 'report.zone'],
  ['more days than can be kept', 'history: { days: 401 }', 'history.days'],
])('refuses %s', (_, line, path) => {
  const problems = problemsFrom(() =>
    loadConfig(environmentWith(`${leastConfig}${seeingChannels}${line}\n`)),
  );

  expect(problems).toEqual([expect.objectContaining({ path })]);
});

test.each([
  ['history: { notify: C0KICKS }', 'history.notify', 'needs the grant see'],
  ['report: { channel: C0OTHER }', 'report.channel', 'isn’t listed under channels'],
])('refuses to post names in a channel that may not see them: %s', (line, path, sentence) => {
  const channels = 'channels: [{ id: C0KICKS, name: kicks, allow: [kick] }]\n';
  const problems = problemsFrom(() => loadConfig(environmentWith(`${leastConfig}${channels}${line}\n`)));

  expect(problems).toEqual([{ path, message: expect.stringContaining(sentence) }]);
});

test('refuses to tell a channel about new places if no history is kept', () => {
  const problems = problemsFrom(() =>
    loadConfig(environmentWith(`${leastConfig}${seeingChannels}history: { days: 0, notify: C0SECOPS }\n`)),
  );

  expect(problems).toEqual([
    { path: 'history.notify', message: 'needs a history; set history.days to 1 or more' },
  ]);
});
