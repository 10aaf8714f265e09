import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCommand } from '../../src/slack/parse-command.ts';
import { hostileText } from './hostile-text.ts';

const parse = (typed: string) => parseCommand(typed, ['prod-eu', 'lab']);
const problemOf = (typed: string) => {
  const parsed = parse(typed);
  return parsed.kind === 'misread' ? parsed.problem : parsed.kind;
};
const bob = { kind: 'person', person: 'U0BOB' };

test.each(['me', 'endpoints', 'blocks', 'help', 'HELP', '“me”'])('“%s” is a command of its own', (typed) => {
  expect(parse(typed)).toEqual({ kind: typed.toLowerCase().replaceAll(/[“”]/g, '') });
});

const hours = (count: number) => ({ kind: 'for', ms: count * 3_600_000 });
const lifted = { kind: 'until_lifted' };
const mallory = { kind: 'name', name: 'mallory' };

test.each([
  ['block mallory', mallory, undefined, lifted, ''],
  ['block mallory laptop stolen', mallory, undefined, lifted, 'laptop stolen'],
  ['block <@U0BOB|bob> 4h laptop stolen', bob, undefined, hours(4), 'laptop stolen'],
  ['block mallory until lifted laptop stolen', mallory, undefined, lifted, 'laptop stolen'],
  ['block mallory 2 days laptop stolen', mallory, undefined, hours(48), 'laptop stolen'],
  ['block mallory 2d on LAB laptop stolen', mallory, 'lab', hours(48), 'laptop stolen'],
  ['block mallory on lab 2d laptop stolen', mallory, 'lab', hours(48), 'laptop stolen'],
  ['block mallory on lab stolen 2d ago', mallory, 'lab', lifted, 'stolen 2d ago'],
  ['block mallory 4h 2d ago it was stolen', mallory, undefined, hours(4), '2d ago it was stolen'],
  ['block mallory on holiday', mallory, undefined, lifted, 'on holiday'],
  ['BLOCK “Mallory M” 4h', { kind: 'name', name: 'Mallory M' }, undefined, hours(4), ''],
  ['block mallory 2nd laptop stolen', mallory, undefined, lifted, '2nd laptop stolen'],
])('“%s” keeps out whom it names, for as long as it says', (typed, whom, on, length, reason) => {
  expect(parse(typed)).toEqual({ kind: 'block', whom, on, length, reason });
});

test.each([
  ['block', { kind: 'nobody_to_block' }],
  ['unblock', { kind: 'nobody_to_block' }],
  ['block @', { kind: 'nobody_to_block' }],
  ['block <!subteam^S0TEAM> 4h', { kind: 'group_named' }],
  ['block <@U0BOB> <@U0ANNA> 4h', { kind: 'group_named' }],
  ['unblock <@U0BOB> <@U0ANNA>', { kind: 'group_named' }],
  ['block mallory 0h laptop', { kind: 'absurd_length', typed: '0h' }],
  ['block mallory -4h laptop', { kind: 'absurd_length', typed: '-4h' }],
  ['block mallory −4h laptop', { kind: 'absurd_length', typed: '-4h' }],
  ['block mallory 9999d laptop', { kind: 'absurd_length', typed: '9999d' }],
  ['block mallory 2 years laptop', { kind: 'absurd_length', typed: '2 years' }],
  ['block mallory on lab until tomorrow', { kind: 'unknown_length', typed: 'until tomorrow' }],
  ['block mallory until', { kind: 'unknown_length', typed: 'until' }],
  ['unblock cvpn-connection-0abc', { kind: 'connection_unblocked' }],
])('“%s” is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test.each([
  ['unblock mallory', mallory, undefined, ''],
  ['unblock <@U0BOB> laptop found', bob, undefined, 'laptop found'],
  ['unblock mallory on lab laptop found', mallory, 'lab', 'laptop found'],
])('“%s” lets in whom it names', (typed, whom, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'unblock', whom, on, reason });
});

test('nothing typed asks for help', () => {
  expect(parse('  ')).toEqual({ kind: 'help' });
});

test.each([
  ['who', { kind: 'everyone' }, undefined],
  ['who @', { kind: 'everyone' }, undefined],
  ['who <@U0BOB|anna>', bob, undefined],
  ['who <!subteam^S0TEAM>', { kind: 'group', group: 'S0TEAM' }, undefined],
  ['who bob baker', { kind: 'text', text: 'bob baker' }, undefined],
  ['who @bob', { kind: 'text', text: 'bob' }, undefined],
  ['who <mailto:bob@example.com|bob@example.com>', { kind: 'text', text: 'bob@example.com' }, undefined],
  ['who cvpn–connection–0abc', { kind: 'connection', connection: 'cvpn-connection-0abc' }, undefined],
  ['who on lab', { kind: 'everyone' }, 'lab'],
  ['who <@U0BOB> ON Lab', bob, 'Lab'],
  ['who bob on nowhere', { kind: 'text', text: 'bob' }, 'nowhere'],
  ['who on', { kind: 'text', text: 'on' }, undefined],
])('“%s” looks for whom it names', (typed, whom, on) => {
  expect(parse(typed)).toEqual({ kind: 'who', whom, on });
});

test.each([
  ['audit', { kind: 'everyone' }],
  ['audit <@U0BOB|bob>', bob],
  ['audit stale session', { kind: 'text', text: 'stale session' }],
  ['audit #1042', { kind: 'text', text: '#1042' }],
  ['audit on lab', { kind: 'text', text: 'on lab' }],
])('“%s” reads the record', (typed, whom) => {
  expect(parse(typed)).toEqual({ kind: 'audit', whom });
});

test('audit takes one person, not a group', () => {
  expect(problemOf('audit <!subteam^S0TEAM>')).toEqual({ kind: 'group_named' });
});

test('history looks for whom it names, on the endpoint that it names', () => {
  expect(parse('history <@U0BOB> on lab')).toEqual({ kind: 'history', whom: bob, on: 'lab' });
  expect(parse('history')).toEqual({ kind: 'history', whom: { kind: 'everyone' }, on: undefined });
});

test.each([
  ['kick <@U0BOB|bob>', bob, undefined, ''],
  ['kick bob hangs since noon', { kind: 'name', name: 'bob' }, undefined, 'hangs since noon'],
  ['kick “bob baker” “stale” – asked', { kind: 'name', name: 'bob baker' }, undefined, '“stale” – asked'],
  ['kick bob on lab hangs', { kind: 'name', name: 'bob' }, 'lab', 'hangs'],
  ['kick bob on LAB', { kind: 'name', name: 'bob' }, 'lab', ''],
  [
    'kick bob on holiday, still connected',
    { kind: 'name', name: 'bob' },
    undefined,
    'on holiday, still connected',
  ],
  [
    'kick cvpn-connection-0abc gone',
    { kind: 'connection', connection: 'cvpn-connection-0abc' },
    undefined,
    'gone',
  ],
  [
    'kick <mailto:b@x.y|b@x.y>\u00A0hangs &amp; waits',
    { kind: 'name', name: 'b@x.y' },
    undefined,
    'hangs & waits',
  ],
])('“%s” names whom to act on, where and why', (typed, whom, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'kick', whom, on, breakGlass: false, reason });
});

const anna = { kind: 'person', person: 'U0ANNA' };
const name = (text: string) => ({ kind: 'name', name: text });
const several = (...whom: readonly object[]) => ({ kind: 'several', whom });

test.each([
  ['kick all on lab key stolen', { kind: 'everyone' }, 'lab', 'key stolen'],
  ['kick ALL ON nowhere key stolen', { kind: 'everyone' }, 'nowhere', 'key stolen'],
  ['kick everyone on lab', { kind: 'everyone' }, 'lab', ''],
  ['kick <@U0BOB> <@U0ANNA> key stolen', several(bob, anna), undefined, 'key stolen'],
  ['kick <@U0BOB>, <@U0ANNA> on lab key stolen', several(bob, anna), 'lab', 'key stolen'],
  ['kick <@U0BOB> and <@U0ANNA> key stolen', several(bob, anna), undefined, 'key stolen'],
  ['kick <@U0BOB> b@x.y key stolen', several(bob, name('b@x.y')), undefined, 'key stolen'],
  [
    'kick bob,anna , “carl baker” key stolen',
    several(name('bob'), name('anna'), name('carl baker')),
    undefined,
    'key stolen',
  ],
  ['kick <!subteam^S0TEAM> key stolen', several({ kind: 'group', group: 'S0TEAM' }), undefined, 'key stolen'],
])('“%s” names several people or everyone, where and why', (typed, whom, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'kick', whom, on, breakGlass: false, reason });
});

test.each([
  ['kick bob, BOB, bob hangs', name('bob'), 'hangs'],
  ['kick <@U0BOB> <@U0BOB> hangs', bob, 'hangs'],
  ['kick “CN=bob,OU=it” hangs', name('CN=bob,OU=it'), 'hangs'],
  ['kick <@U0BOB> and his laptop', bob, 'and his laptop'],
])('“%s” means one person', (typed, whom, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', whom, reason });
});

test('more than twenty at once are a group', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`).join(',');

  expect(parse(`kick ${people(20)} key stolen`).kind).toBe('kick');
  expect(problemOf(`kick ${people(21)} key stolen`)).toMatchObject({ kind: 'too_many' });
});

test.each([
  ['kick bob break-glass he is in', undefined, 'he is in'],
  ['kick bob Break–Glass he is in', undefined, 'he is in'],
  ['kick bob on lab break-glass he is in', 'lab', 'he is in'],
  ['kick bob break-glass on lab he is in', 'lab', 'he is in'],
  ['kick bob break-glass', undefined, ''],
  ['kick bob break-glass break-glass', undefined, 'break-glass'],
])('“%s” says the word that does without a second person', (typed, on, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', on, breakGlass: true, reason });
});

test.each(['kick bob he may break-glass', 'kick bob on holiday break-glass', 'kick bob break glass'])(
  '“%s” does not say it: anywhere else it is a part of the reason',
  (typed) => {
    expect(parse(typed)).toMatchObject({ kind: 'kick', breakGlass: false });
  },
);

test.each([
  ['kick', 'nobody_named'],
  ['kick @', 'nobody_named'],
  ['kick ""', 'nobody_named'],
  ['kick all', 'endpoint_missing'],
  ['kick everyone who is on', 'endpoint_missing'],
  ['kick <@U0BOB>, cvpn-connection-0abc', 'connection_among_several'],
  ['history <!subteam^S0TEAM>', 'group_named'],
  ['kick <#C0HELPDESK>', 'not_a_person'],
  ['who <!here>', 'not_a_person'],
  ['who <@U0BOB> <@U0ANNA>', 'not_a_person'],
  ['who <@b0b>', 'not_a_person'],
  [`who ${'x'.repeat(81)}`, 'too_long'],
  [`kick ${'x'.repeat(81)}`, 'too_long'],
])('“%s” is misread, and says how', (typed, kind) => {
  expect(problemOf(typed)).toEqual({ kind });
});

test('a name of eighty characters is read, however many bytes they have', () => {
  expect(parse(`who ${'👍'.repeat(80)}`)).toMatchObject({ kind: 'who', whom: { kind: 'text' } });
});

test.each([
  ['hwo', 'who'],
  ['kcik <@U0BOB>', 'kick'],
  ['endpionts', 'endpoints'],
  ['xyzzy', undefined],
  ['<@U0BOB>', undefined],
])('“%s” is no command; the closest one is offered where there is one', (typed, closest) => {
  expect(problemOf(typed)).toMatchObject({ kind: 'unknown_command', closest });
});

test('whatever is typed is read as something, and what is to be acted on is never empty', () => {
  fc.assert(
    fc.property(fc.constantFrom('who ', 'kick ', 'history ', ''), hostileText, (verb, rest) => {
      const parsed = parse(verb + rest);

      if (parsed.kind !== 'kick') return;
      const whom = parsed.whom.kind === 'several' ? parsed.whom.whom : [parsed.whom];
      for (const one of whom) if (one.kind === 'name') expect(one.name.trim()).not.toBe('');
    }),
  );
});
