import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ListedConnection } from '../../../src/domain/connection-list.ts';
import type { SecondPersonNeed } from '../../../src/domain/second-person.ts';
import { type KickQuestion, kickModal } from '../../../src/features/kick/modal.ts';
import { parseKickMetadata } from '../../../src/features/kick/payloads.ts';
import { closedModal, lookingUpModal } from '../../../src/slack/block-kit/inputs.ts';
import { noticeView } from '../../../src/slack/block-kit/notice.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { aKickQuestion } from '../../builders/a-kick-question.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { someKickTargetRef } from '../../slack/block-kit/some-targets.ts';
import {
  hostileConnections,
  someEndpoints,
  someMissing,
  someUnmet,
} from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectOpenable } from '../../slack/slack-limits.ts';

const seen = (count: number, given = {}): readonly ListedConnection[] =>
  someConnections(count, given).map((connection) => ({
    connection,
    endpoint: anEndpoint(),
    mayTerminate: true,
  }));

const someNeed: fc.Arbitrary<SecondPersonNeed> = fc.oneof(
  fc.record({ kind: fc.constant('protected_names' as const), names: fc.array(hostileText) }),
  fc.record({ kind: fc.constant('many_sessions' as const), above: fc.nat() }),
  fc.record({ kind: fc.constant('many_sessions' as const), above: fc.nat(), recent: fc.nat() }),
);

const inputsIn = (question: KickQuestion) =>
  kickModal(question).blocks.flatMap((block) => ('element' in block ? [block] : []));
const checkboxesIn = (question: KickQuestion) =>
  inputsIn(question).flatMap(({ element }) => (element.type === 'checkboxes' ? [element] : []));

test('the modal lists every connection, ticked, in groups of ten', () => {
  const groups = checkboxesIn(aKickQuestion({ connections: seen(23) }));

  expect(groups.map(({ options }) => options?.length)).toEqual([10, 10, 3]);
  expect(groups.map(({ initial_options: ticked }) => ticked)).toEqual(groups.map(({ options }) => options));
});

test('the metadata has the number of listed connections, so that all ticks mean every connection', () => {
  const metadataOf = (count: number) =>
    parseKickMetadata(kickModal(aKickQuestion({ connections: seen(count) })).private_metadata ?? '');

  expect(metadataOf(50)?.listed).toBe(50);
  expect(metadataOf(51)?.listed).toBe(0);
});

test('the modal has no checkboxes for more than fifty connections', () => {
  expect(checkboxesIn(aKickQuestion({ connections: seen(51) }))).toEqual([]);
});

test('the reason from the command is filled in, cut at a whole character', () => {
  const reasonIn = (reason: string) =>
    inputsIn(aKickQuestion({ reason })).flatMap(({ element }) =>
      element.type === 'plain_text_input' ? [element.initial_value] : [],
    );

  expect(reasonIn('hangs')).toEqual(['hangs']);
  expect(reasonIn('')).toEqual([undefined]);
  expect(reasonIn('👍'.repeat(501))).toEqual(['👍'.repeat(500)]);
});

test('the offer to block says where the block applies', () => {
  const hintFor = (on: string | undefined) => {
    const metadata = { ...aKickQuestion().metadata, on };
    const inputs = inputsIn(aKickQuestion({ connections: seen(1), mayBlock: true, metadata }));
    return inputs.find(({ block_id: id }) => id === 'block')?.hint?.text;
  };

  expect(hintFor('prod-eu')).toBe(
    'New connections to prod-eu are denied if the connect handler is attached there.',
  );
  expect(hintFor(undefined)).toBe('New connections are denied wherever the connect handler is attached.');
});

test('the modal warns of several connections with one certificate’s name', () => {
  const warns = (connections: readonly ListedConnection[]) =>
    JSON.stringify(kickModal(aKickQuestion({ connections }))).includes(':warning:');

  expect(warns(seen(2, { username: undefined }))).toBe(true);
  expect(warns(seen(1, { username: undefined }))).toBe(false);
  expect(warns(seen(2))).toBe(false);
});

const many = (count: number) =>
  aKickQuestion({
    connections: someConnections(count).map((connection, index) => ({
      connection: { ...connection, username: `user${index}@example.com` },
      endpoint: anEndpoint(),
      mayTerminate: true,
    })),
    metadata: { ...aKickQuestion().metadata, targetRef: { kind: 'everyone' }, confirm: 'prod-eu' },
  });

test('the modal says which spellings are covered if a directory knows the users', () => {
  const text = (given: object) =>
    JSON.stringify(kickModal(aKickQuestion({ connections: seen(2, given) })).blocks);

  expect(text({ username: 'CORP\\anna', isDirectoryUser: true })).toContain(
    'On *prod-eu*, user names come from a directory. These spellings are included: `anna`, `CORP\\\\anna`, `anna@…`.',
  );
  expect(text({ username: 'CORP\\anna' })).not.toContain('directory');
});

test('the modal warns once of a name that looks like another', () => {
  const text = (given: object) =>
    JSON.stringify(kickModal(aKickQuestion({ connections: seen(2, given) })).blocks);

  expect(text({ username: '\u0430nna@example.com', commonName: undefined })).toContain(
    ':warning: *\u0430nna@example.com* looks like *anna@example.com* but has letters of another alphabet. Check',
  );
  expect(text({ username: 'anna@example.com' })).not.toContain('looks like');
});

test('the modal warns of a typed name that looks like another, even if its lower case does not', () => {
  const [typed, connected] = ['\u0412\u041E\u0422', '\u0432\u043E\u0442'];
  const text = (name: string) => {
    const metadata = { ...aKickQuestion().metadata, targetRef: { kind: 'name', name } as const };
    return JSON.stringify(
      kickModal(aKickQuestion({ connections: seen(1, { username: connected }), metadata })).blocks,
    );
  };

  expect(text(typed)).toContain(`:warning: *${typed}* looks like *BOT* but has`);
  expect(text(connected)).not.toContain('looks like');
});

test('the modal names every spelling of users that differ only in their domains', () => {
  const connections = ['CORP\\anna', 'PARTNER\\anna', 'anna@corp.example'].flatMap((username) =>
    seen(1, { username, isDirectoryUser: true }),
  );

  expect(JSON.stringify(kickModal(aKickQuestion({ connections })).blocks)).toContain(
    'These spellings are included: `anna`, `CORP\\\\anna`, `PARTNER\\\\anna`, `anna@corp.example`.',
  );
});

test('the modal of a kick of many shows ten names first and every name at the end, without checkboxes', () => {
  const text = JSON.stringify(kickModal(many(41)).blocks);

  expect(text).toContain('Terminate all 41 connections on prod-eu?');
  expect(text.match(/user\d+@/g)).toHaveLength(10 + 41);
  expect(text).toContain('and 31 more. All names are at the end of this form.');
  expect(text.slice(text.indexOf('All names')).match(/user\d+@/g)).toHaveLength(41);
  expect(checkboxesIn(many(41))).toEqual([]);
});

test('at least one of up to ten connections has to be selected, unless possible matches can be selected instead', () => {
  const isOptional = (question: KickQuestion) =>
    inputsIn(question).find(({ block_id: id }) => id === 'sessions')?.optional;
  const possible = { connections: seen(1, { commonName: 'bob-laptop' }), certificateOnly: [] };

  expect(isOptional(aKickQuestion({ connections: seen(10) }))).toBe(false);
  expect(isOptional(aKickQuestion({ connections: seen(11) }))).toBe(true);
  expect(isOptional(aKickQuestion({ connections: seen(2), possible }))).toBe(true);
});

test('a kick of many asks for the endpoint’s name, and a kick of one person does not', () => {
  const blocksOf = (question: KickQuestion) => inputsIn(question).map(({ block_id: id }) => id);

  expect(blocksOf(many(3))).toEqual(['endpoint', 'reason']);
  expect(JSON.stringify(kickModal(many(3)).blocks)).toContain('Type “prod-eu” to confirm');
  expect(blocksOf(aKickQuestion())).toEqual(['sessions', 'reason']);
});

test('the modal says how long a long kick takes, and that it can be stopped', () => {
  const forecastOf = (count: number) =>
    JSON.stringify(kickModal(many(count)).blocks).match(/takes about (\d+ \w+)/)?.[1];

  expect(forecastOf(59)).toBeUndefined();
  expect(forecastOf(1_220)).toBe('5 min');
});

test('the modal names the people who are not connected', () => {
  const unresolved = [{ targetRef: { kind: 'name', name: 'nobody@example.com' }, why: 'off' }] as const;

  expect(JSON.stringify(kickModal(aKickQuestion({ unresolved })).blocks)).toContain(
    'Not connected: *nobody@example.com*',
  );
});

test('Slack accepts the loading modal, and the modal that says why there is nothing to confirm', () => {
  expectOpenable(lookingUpModal());
  expectOpenable(closedModal(noticeView('This connection has already ended.').blocks));
});

test('Slack accepts the modal with any names and reasons', () => {
  const question = fc.record({
    connections: hostileConnections(60, 1),
    unavailable: someMissing(60),
    outOfScope: someEndpoints(60),
    minReason: fc.integer({ min: 1, max: 500 }),
    terminations: fc.constant({ burst: 20, perSecond: 4 }),
    reason: hostileText,
    mayBlock: fc.boolean(),
    targetRef: someKickTargetRef,
    unresolved: someUnmet,
    otherUsers: hostileConnections(60),
    hitsOtherUsers: fc.boolean(),
    possible: fc.record({ connections: hostileConnections(30), certificateOnly: someEndpoints(20) }),
    confirm: fc.option(fc.stringMatching(/^[a-z]{1,40}$/), { nil: undefined }),
    need: fc.option(someNeed, { nil: undefined }),
    breakGlass: fc.boolean(),
  });

  fc.assert(
    fc.property(question, ({ targetRef, breakGlass, confirm, ...given }) => {
      const { metadata, names } = aKickQuestion();
      expectOpenable(
        kickModal({ ...given, names, metadata: { ...metadata, targetRef, breakGlass, confirm } }),
      );
    }),
    { numRuns: 40 },
  );
});

test('the modal offers possible matches, unticked', () => {
  const connections = seen(12, { username: undefined, commonName: 'bob-laptop' });

  const { blocks } = kickModal(aKickQuestion({ possible: { connections, certificateOnly: [anEndpoint()] } }));

  const input = blocks.find(({ block_id }) => block_id === 'possible');
  expect(JSON.stringify(input).match(/"bob-laptop · certificate"/g)).toHaveLength(10);
  expect(input).not.toHaveProperty('element.initial_options');
  // Slack would refuse a form with none of them ticked.
  expect(input).toMatchObject({ optional: true });
  const text = JSON.stringify(blocks);
  expect(text).toContain('and 2 more possible matches');
  expect(text).toContain('On *prod-eu*, people are identified only by a certificate.');
});

test('the modal tells possible matches with the same name apart', () => {
  const ofLaptop = { username: undefined, commonName: 'bob-laptop' };
  const connections = [
    ...seen(1, { ...ofLaptop, clientIp: '10.16.0.17' }),
    ...seen(1, { ...ofLaptop, clientIp: undefined, clientIpv6: 'fd00:10::33' }),
  ];

  const { blocks } = kickModal(aKickQuestion({ possible: { connections, certificateOnly: [] } }));

  const input = JSON.stringify(blocks.find(({ block_id }) => block_id === 'possible'));
  expect(input).toMatch(/prod-eu · connected for [^"]* · 10\.16\.0\.17"/);
  expect(input).toMatch(/prod-eu · connected for [^"]* · fd00:10::33"/);
});

test('a kick of many names possible matches, without checkboxes', () => {
  const connections = seen(2, { username: undefined, commonName: 'bob-laptop' });
  const question = { ...many(3), possible: { connections, certificateOnly: [anEndpoint()] } };

  expect(checkboxesIn(question)).toEqual([]);
  const text = JSON.stringify(kickModal(question).blocks);
  expect(text).toContain('Possible matches: *bob-laptop* on prod-eu');
  expect(text).toContain('On *prod-eu*, people are identified only by a certificate.');
});

test('the modal says which connections of other users are left out, and how to terminate them as well', () => {
  const otherUsers = [
    ...seen(1, { username: 'anna@example.com', commonName: 'shared-client' }),
    ...seen(2, { username: undefined, commonName: 'shared-client' }),
  ];

  const text = JSON.stringify(kickModal(aKickQuestion({ otherUsers })).blocks);

  expect(text).toContain('*Not included*: 3 connections with the certificate *shared-client*');
  expect(text).toContain('*anna@example.com*');
  expect(text).toContain('2 connections could belong to any of the people');
  expect(text).toContain('`/vpn kick shared-client`');
});

test('the modal names earlier terminations where they are the reason for an approval', () => {
  const textOf = (recent: number, count = 3) =>
    JSON.stringify(
      kickModal(
        aKickQuestion({ connections: seen(count), need: { kind: 'many_sessions', above: 5, recent } }),
      ).blocks,
    );

  expect(textOf(5)).toContain(
    'You terminated 5 connections of *bob@example.com* in the last 10 minutes, so 3 more need it.',
  );
  expect(textOf(5)).not.toContain('no approval');
  expect(textOf(3)).toContain('Up to 2 connections need no approval.');
  expect(textOf(5, 1)).toContain('so 1 more needs it.');
  expect(textOf(Number.POSITIVE_INFINITY)).toContain('You terminated many connections of');
});

test('the modal shows every name of a certificate with more users than checkboxes, and of thousands of people', () => {
  const users = seen(60).map((session, index) => ({
    ...session,
    connection: { ...session.connection, username: `user${index}@example.com` },
  }));
  const text = JSON.stringify(kickModal(aKickQuestion({ connections: users })).blocks);
  expect(new Set(text.match(/user\d+@/g)).size).toBe(60);

  expectOpenable(kickModal(many(20_000)));
});
