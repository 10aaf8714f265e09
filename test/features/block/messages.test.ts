import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../../../src/domain/block.ts';
import type { BlockGap } from '../../../src/domain/block-report.ts';
import { failureCodes } from '../../../src/domain/failure.ts';
import { blockAnswerView, notBlockedView } from '../../../src/features/block/answers.ts';
import { blocksView } from '../../../src/features/block/blocks-message.ts';
import { blockView, unblockView } from '../../../src/features/block/messages.ts';
import { type BlockQuestion, blockModal } from '../../../src/features/block/modal.ts';
import { parseSuggestion } from '../../../src/features/connections/payloads.ts';
import { aBlockList } from '../../builders/a-block-list.ts';
import { aBlockQuestion } from '../../builders/a-block-question.ts';
import { aBlockReport } from '../../builders/a-block-report.ts';
import { someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { botNames } from '../../builders/bot-names.ts';
import { correlation } from '../../builders/ids.ts';
import { aBlock } from '../../contract/a-block.ts';
import { hostileConnections, someEndpoints, someMissing } from '../../slack/hostile-connections.ts';
import { hostileText } from '../../slack/hostile-text.ts';
import { expectOpenable, expectPostable } from '../../slack/slack-limits.ts';

const at = new Date('2026-11-02T12:00:00Z');
const actor = { id: 'U0HELGA', name: 'helga', team: 'T0HOME' };

const seen = (given = {}, count = 2) =>
  someConnections(count, given).map((connection) => ({ connection, endpoint: lab, mayTerminate: true }));
const textOf = (view: { blocks: readonly unknown[] }) => JSON.stringify(view.blocks);

/** A button carries the whole name along, so ten of the longest ones that nobody has do not fit into a message. */
const hostileName = hostileText.map((text) => [...text].slice(0, 60).join(''));
const someBlocks = fc.array(
  fc
    .record({ name: hostileName, reason: hostileText, until: fc.option(fc.constant(at), { nil: undefined }) })
    .map((given): Block => ({ ...aBlock(), ...given })),
  { maxLength: 40 },
);

test('the message of an active block shows the target, the endpoints and the end, and a failed one has an alarm', () => {
  expect(textOf(blockView(aBlockReport()))).toMatch(/\*Blocked\*.*mallory.*on every endpoint until/);
  expect(textOf(blockView(aBlockReport({ state: { kind: 'failed', code: 'blocks_unavailable' } })))).toMatch(
    /:rotating_light: \*Not blocked\*.*They can still connect/,
  );
});

test('the message names an endpoint without the handler, and what an operator can do', () => {
  const textFor = (why: BlockGap['why']) =>
    textOf(blockView(aBlockReport({ gaps: [{ endpoint: lab, why }] })));
  const loud = '*Blocks don’t take effect* on *lab*';

  expect(textFor('none')).toContain(
    `${loud} (no connect handler). Blocked people can connect there until an operator attaches \`AWSClientVPN-bouncer\`.`,
  );
  expect(textFor('another')).toContain(
    `${loud} (another connect handler). Blocked people can connect there until an`,
  );
  expect(textFor('unknown')).toContain(
    `${loud} (AWS didn’t say which connect handler it has). Blocked people`,
  );
  expect(textFor('applying')).toContain(
    `${loud} (AWS is still attaching its connect handler). Blocked people can connect there until it is attached.`,
  );
});

test('the message says what could not be recorded', () => {
  expect(textOf(blockView(aBlockReport({ isUnrecorded: true })))).toContain(
    'This isn’t in the audit log yet',
  );
});

test('Slack accepts the message about a block, whatever its names, reason and endpoints', () => {
  const reports = fc.record({
    names: fc.array(hostileText, { minLength: 1, maxLength: 12 }),
    reason: hostileText,
    endpoints: fc.option(someEndpoints(30), { nil: undefined }),
    state: fc.oneof(
      fc.constantFrom(...(['requested', 'blocked', 'abandoned', 'over'] as const)).map((kind) => ({ kind })),
      fc.constantFrom(...failureCodes).map((code) => ({ kind: 'failed' as const, code })),
    ),
    gaps: someEndpoints(30).map((all) => all.map((endpoint) => ({ endpoint, why: 'none' as const }))),
    others: someBlocks,
    isUnrecorded: fc.boolean(),
  });

  fc.assert(
    fc.property(reports, (given) => expectPostable(blockView(aBlockReport(given)))),
    { numRuns: 40 },
  );
});

test.each([
  ['newer', /A newer block on .* \(on every endpoint, by helga, until .*\) wasn’t removed/],
  [
    'unshown',
    /The block on .* \(on every endpoint, by helga, until .*\) wasn’t shown in the form, so it wasn’t removed/,
  ],
] as const)('a block that was not shown (%s) is described as left in place', (kind, said) => {
  const report = { correlation: correlation('lift-0001'), actor, channel: { id: 'C0', name: 'x' }, at };
  const left = { left: [], newer: [], unshown: [], [kind]: [aBlock()] };
  const names = [aBlock().name];

  for (const view of [
    unblockView({ ...report, removed: [aBlock()], reason: undefined, ...left }),
    blockAnswerView({ kind: 'none', names, ...left }, botNames, 'unblock'),
  ])
    expect(textOf(view)).toMatch(said);
});

test('Slack accepts the message about an unblock, whatever is removed and left', () => {
  const parts = fc.record({
    removed: someBlocks,
    left: someBlocks,
    newer: someBlocks,
    unshown: someBlocks,
    reason: fc.option(hostileText, { nil: undefined }),
  });

  fc.assert(
    fc.property(parts, (given) => {
      const report = { correlation: correlation('lift-0001'), actor, channel: { id: 'C0', name: 'x' }, at };
      expectPostable(unblockView({ ...report, ...given }));
      expectPostable(
        blockAnswerView(
          { kind: 'none', names: given.removed.map(({ name }) => name), ...given },
          botNames,
          'unblock',
        ),
      );
    }),
    { numRuns: 40 },
  );
});

test('Slack accepts every page of the list of blocks, whatever its content', () => {
  fc.assert(
    fc.property(
      someBlocks,
      fc.nat({ max: 5 }),
      fc.boolean(),
      hostileName,
      (blocks, page, mayUnblock, text) => {
        const state = { list: 'blocks', targetRef: { kind: 'text', text }, on: text, page } as const;
        const rows = blocks.map((block) => ({ block, mayUnblock }));
        expectPostable(
          blocksView(aBlockList(rows), { state, endpoints: [anEndpoint(), lab], about: undefined }),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a block in the list has an Unblock button only if the channel can remove it', () => {
  const state = { list: 'blocks', targetRef: { kind: 'everyone' }, on: undefined, page: 0 } as const;
  const frame = { state, endpoints: [lab], about: undefined };
  const rows = [
    { block: aBlock({ endpoint: lab.id }), mayUnblock: true },
    { block: aBlock({ name: 'bob' }), mayUnblock: false },
  ];

  const text = textOf(blocksView(aBlockList(rows), frame));

  expect(text.match(/"action_id":"lift"/g)).toHaveLength(1);
  expect(text).toMatch(/mallory.*on lab.*<@U0HELGA>.*laptop stolen/);
});

test('the modal offers the typed length beside the usual ones, chosen', () => {
  const text = textOf(blockModal(aBlockQuestion()));

  expect(text).toContain('"initial_option":{"text":{"type":"plain_text","text":"4 hours"');
  expect(text).toContain('"value":"until-lifted"');
});

test('the modal warns of a name that no connection has, and offers close names, unticked', () => {
  const connections = seen({ username: undefined, commonName: 'mallory-laptop' }, 1);

  const text = textOf(blockModal(aBlockQuestion({ possible: { connections, certificateOnly: [lab] } })));

  expect(text).toContain('No one is connected as *mallory@example.com*. A block');
  expect(text).toContain('Possible matches are listed below.');
  expect(text).toContain('"block_id":"possible"');
  expect(text).toContain('mallory-laptop · certificate');
  expect(text).not.toContain('initial_options');
  expect(text).toContain('On *lab*, people are identified only by a certificate.');
});

test('the modal offers a name that is like one that no connection has, with a button', () => {
  const similar = seen({ username: 'mallory.m@example.com' }, 2);

  const { blocks } = blockModal(aBlockQuestion({ similar, reason: 'laptop stolen' }));

  const [suggestion] = blocks.flatMap((block) =>
    block.type === 'section' && 'accessory' in block && block.accessory?.type === 'button'
      ? [block.accessory]
      : [],
  );
  expect(suggestion?.action_id).toBe('block_name');
  expect(parseSuggestion(suggestion?.value ?? '')).toMatchObject({
    targetRef: { kind: 'name', name: 'mallory.m@example.com' },
    reason: 'laptop stolen',
    length: { kind: 'for', ms: 14_400_000 },
  });
  expect(textOf({ blocks })).not.toContain('"block_id":"possible"');
});

test('the warning covers only endpoints that responded, and offers nothing if there are no close names', () => {
  const text = textOf(
    blockModal(aBlockQuestion({ unavailable: [{ endpoint: lab, code: 'aws_unreachable' }] })),
  );

  expect(text).toContain('*mallory@example.com* on the endpoints that responded. A block');
  expect(text).not.toContain('offered below');
});

test('the modal does not warn of a name that a connection has', () => {
  expect(textOf(blockModal(aBlockQuestion({ connections: seen({}, 1) })))).not.toContain(
    'No one is connected as',
  );
});

test('the message says where a block applies only to certificates of exactly its name', () => {
  expect(textOf(blockView(aBlockReport({ certificateOnly: [lab] })))).toContain(
    'the block applies only to certificates with exactly this name',
  );
  expect(textOf(blockView(aBlockReport()))).not.toContain('by certificate only');
});

test.each([
  ['sessions of one certificate', seen({ username: undefined, commonName: 'shared-laptop' })],
  [
    'a certificate’s name on sessions of several users',
    [...seen({ username: 'anna' }, 1), ...seen({ username: 'bob' }, 1)],
  ],
])('the modal warns that %s may be several people', (_title, connections) => {
  expect(textOf(blockModal(aBlockQuestion({ connections })))).toContain('This may affect several people');
});

test('the modal warns of certificates only if there are some', () => {
  const users = [...seen({ username: 'anna' }, 1), ...seen({ username: 'bob' }, 1)];
  const certificates = seen({ username: undefined, commonName: 'shared-laptop' });
  const text = (connections: BlockQuestion['connections']) =>
    textOf(blockModal(aBlockQuestion({ connections })));

  expect(text(users)).toContain('these connections have different user names.');
  expect(text(users)).not.toContain('many devices');
  expect(text([...users, ...certificates])).toContain('a certificate can be on many devices.');
});

test.each([
  [['anna@example.com', ' ANNA@example.com'], {}],
  [['anna', 'CORP\\anna', 'anna@example.com'], { isDirectoryUser: true }],
])('the modal does not warn of several people for the spellings %j of one user', (usernames, given) => {
  const connections = usernames.flatMap((username) => seen({ ...given, username }, 1));

  expect(textOf(blockModal(aBlockQuestion({ connections })))).not.toContain('several people');
});

test('the modal does not warn of several people if one user is connected twice', () => {
  expect(textOf(blockModal(aBlockQuestion({ connections: seen() })))).not.toContain('several people');
});

test('the modal says that connections stay active if the channel may not terminate them', () => {
  const text = textOf(blockModal(aBlockQuestion({ connections: seen(), terminatesConnections: false })));

  expect(text).toContain('can’t terminate connections from <#C0SECOPS>');
  expect(text).not.toContain('and end 2 sessions');
});

test('the modal warns of a name that looks like another', () => {
  const text = textOf(
    blockModal(aBlockQuestion({ names: ['ann\u0430'], connections: seen({ username: '\u0430nna' }) })),
  );

  expect(text).toContain(
    '*ann\u0430* looks like *anna* but has letters of another alphabet and *\u0430nna* looks like *anna*',
  );
});

test('the modal says which spellings are covered if a directory knows the users', () => {
  const named = { names: ['CORP\\anna', 'bob@corp.example'], directories: [lab] };

  expect(textOf(blockModal(aBlockQuestion(named))).replaceAll('\\\\', '\\')).toContain(
    'On *lab*, user names come from a directory. These spellings are included: `anna`, `CORP\\anna`, `anna@…`, `bob`, `…\\bob`, `bob@corp.example`.',
  );
  expect(textOf(blockModal(aBlockQuestion()))).not.toContain('directory');
});

test('Slack accepts the modal with any names, connections and blocks', () => {
  const questions = fc.record({
    directories: someEndpoints(20),
    names: fc.array(hostileText, { minLength: 1, maxLength: 12 }),
    connections: hostileConnections(30),
    otherUsers: hostileConnections(30),
    unavailable: someMissing(10),
    closeNames: fc.array(hostileText, { maxLength: 12 }),
    others: someBlocks,
    gaps: someEndpoints(20).map((all) => all.map((endpoint) => ({ endpoint, why: 'another' as const }))),
    reason: hostileText,
    terminatesConnections: fc.boolean(),
  });

  fc.assert(
    fc.property(questions, (given) => expectOpenable(blockModal(aBlockQuestion(given)))),
    { numRuns: 40 },
  );
});

test('Slack accepts every answer to a block that was not made', () => {
  expectPostable(blockAnswerView({ kind: 'no_list' }, botNames));
  expectPostable(blockAnswerView({ kind: 'no_name' }, botNames));
  for (const code of failureCodes) expectPostable(notBlockedView(code));
});
