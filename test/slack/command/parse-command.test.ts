import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';

const parse = (typed: string) => parseCommand(typed, [anEndpoint(), lab]);
const problemOf = (typed: string) => {
  const parsed = parse(typed);
  return parsed.kind === 'misread' ? parsed.problem : parsed.kind;
};
const bob = { kind: 'person', person: 'U0BOB' };

test.each(['me', 'endpoints', 'help', 'HELP', '“me”'])('“%s” is a command of its own', (typed) => {
  expect(parse(typed)).toEqual({ kind: typed.toLowerCase().replaceAll(/[“”]/g, '') });
});

const hours = (count: number) => ({ kind: 'for', ms: count * 3_600_000 });
const removed = { kind: 'until_lifted' };
const mallory = { kind: 'name', name: 'mallory' };
const anna = { kind: 'person', person: 'U0ANNA' };
const name = (text: string) => ({ kind: 'name', name: text });
const several = (...targetRef: readonly object[]) => ({ kind: 'several', targetRef });

test.each([
  ['block mallory', mallory, undefined, undefined, ''],
  ['block mallory laptop stolen', mallory, undefined, undefined, 'laptop stolen'],
  ['block <@U0BOB|bob> 4h laptop stolen', bob, undefined, hours(4), 'laptop stolen'],
  ['block mallory for 4h laptop stolen', mallory, undefined, hours(4), 'laptop stolen'],
  ['block mallory for 2 days laptop stolen', mallory, undefined, hours(48), 'laptop stolen'],
  ['block mallory for phishing people', mallory, undefined, undefined, 'for phishing people'],
  ['block mallory 4h30m laptop stolen', mallory, undefined, hours(4.5), 'laptop stolen'],
  ['block mallory 1.5h laptop stolen', mallory, undefined, hours(1.5), 'laptop stolen'],
  ['block mallory *4h* laptop stolen', mallory, undefined, hours(4), 'laptop stolen'],
  ['block mallory until lifted laptop stolen', mallory, undefined, removed, 'laptop stolen'],
  ['block mallory 2 days laptop stolen', mallory, undefined, hours(48), 'laptop stolen'],
  ['block mallory 2d on LAB laptop stolen', mallory, 'LAB', hours(48), 'laptop stolen'],
  ['block mallory on lab 2d laptop stolen', mallory, 'lab', hours(48), 'laptop stolen'],
  [`block mallory on ${lab.id} 2d laptop stolen`, mallory, lab.id, hours(48), 'laptop stolen'],
  ['block mallory 2d on labb', mallory, 'labb', hours(48), ''],
  ['block mallory on lab stolen 2d ago', mallory, 'lab', undefined, 'stolen 2d ago'],
  ['block mallory 4h “2d ago it was stolen”', mallory, undefined, hours(4), '2d ago it was stolen'],
  ['block mallory 4h - laptop stolen', mallory, undefined, hours(4), 'laptop stolen'],
  ['BLOCK “Mallory M” 4h', name('Mallory M'), undefined, hours(4), ''],
  ['block “all” 4h', name('all'), undefined, hours(4), ''],
  ['block mallory 2nd laptop stolen', mallory, undefined, undefined, '2nd laptop stolen'],
  ['block <@U0BOB>, laptop stolen', bob, undefined, undefined, 'laptop stolen'],
  ['block <@U0BOB>, 4h laptop stolen', bob, undefined, hours(4), 'laptop stolen'],
  ['block <@U0BOB>: 4h: laptop stolen', bob, undefined, hours(4), 'laptop stolen'],
  [
    'block CN=<http://bob.example.com|bob.example.com>,O=Acme 4h',
    name('CN=bob.example.com,O=Acme'),
    undefined,
    hours(4),
    '',
  ],
  ['block *<mailto:b@x.y|b@x.y>* 4h laptop stolen', name('b@x.y'), undefined, hours(4), 'laptop stolen'],
  ['block \u200Bmallory 4h laptop stolen', mallory, undefined, hours(4), 'laptop stolen'],
])('“%s” blocks whom it names, for as long as it says', (typed, targetRef, on, length, reason) => {
  expect(parse(typed)).toEqual({ kind: 'block', targetRef, on, length, reason });
});

test.each([
  ['block', { kind: 'nobody_to_block' }],
  ['unblock', { kind: 'nobody_to_unblock' }],
  ['block @', { kind: 'nobody_to_block' }],
  ['block mallory 0h laptop', { kind: 'absurd_length', typed: '0h' }],
  ['block mallory -4h laptop', { kind: 'absurd_length', typed: '-4h' }],
  ['block mallory −4h laptop', { kind: 'absurd_length', typed: '-4h' }],
  ['block mallory 9999d laptop', { kind: 'absurd_length', typed: '9999d' }],
  ['block mallory 2 years laptop', { kind: 'absurd_length', typed: '2 years' }],
  ['block mallory for 0h laptop', { kind: 'absurd_length', typed: '0h' }],
  ['block mallory on lab until tomorrow', { kind: 'unknown_length', typed: 'until tomorrow' }],
  ['block mallory until', { kind: 'unknown_length', typed: 'until' }],
  ['block mallory 4 laptop stolen', { kind: 'unknown_length', typed: '4' }],
  ['block mallory 4hh laptop stolen', { kind: 'unknown_length', typed: '4hh' }],
  ['block mallory for 4 laptop stolen', { kind: 'unknown_length', typed: '4' }],
  ['block mallory 1,5h laptop stolen', { kind: 'unknown_length', typed: '1,5h' }],
  ['block mallory 30m4h laptop stolen', { kind: 'unknown_length', typed: '30m4h' }],
  ['block mallory 4h 2d laptop stolen', { kind: 'length_repeated', typed: '2d' }],
  ['block mallory 4h on lab for 2d', { kind: 'length_repeated', typed: '2d' }],
  ['block mallory laptop stolen 4h', { kind: 'length_in_reason', typed: '4h' }],
  ['block mallory laptop stolen, for 2 days', { kind: 'length_in_reason', typed: '2 days' }],
  ['block mallory laptop stolen until lifted', { kind: 'length_in_reason', typed: 'until lifted' }],
  ['unblock cvpn-connection-0abc', { kind: 'connection_unblocked' }],
  ['unblock CVPN-CONNECTION-0ABC', { kind: 'connection_unblocked' }],
  ['unblock mallory 4h laptop found', { kind: 'length_unused', verb: 'unblock', typed: '4h' }],
  ['kick mallory 4h laptop stolen', { kind: 'length_unused', verb: 'kick', typed: '4h' }],
  ['kick mallory for 2 days laptop stolen', { kind: 'length_unused', verb: 'kick', typed: '2 days' }],
  ['kick mallory until lifted', { kind: 'length_unused', verb: 'kick', typed: 'until lifted' }],
])('the length in “%s” is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

const eve = name('eve@x.y');

test.each([
  ['block <@U0BOB> <@U0ANNA> 4h stolen', several(bob, anna)],
  ['block <mailto:a@x.y|a@x.y>, <mailto:eve@x.y|eve@x.y> 4h stolen', several(name('a@x.y'), eve)],
  ['block a@x.y eve@x.y 4h stolen', several(name('a@x.y'), eve)],
  ['block a@x.y,eve@x.y 4h stolen', several(name('a@x.y'), eve)],
  ['block mallory,eve 4h stolen', several(mallory, name('eve'))],
  ['block <@U0BOB>, “eve” 4h stolen', several(bob, name('eve'))],
  ['block <@U0BOB> CORP\\eve 4h stolen', several(bob, name('CORP\\eve'))],
  ['block a@x.y;eve@x.y 4h stolen', several(name('a@x.y'), eve)],
  ['block <!subteam^S0TEAM> 4h stolen', several({ kind: 'group', group: 'S0TEAM' })],
  ['block <@U0BOB> then <@U0ANNA> 4h stolen', several(bob, anna)],
  ['unblock <@U0BOB> <@U0ANNA> stolen', several(bob, anna)],
])('“%s” is about all of them', (typed, targetRef) => {
  expect(parse(typed)).toMatchObject({ targetRef, on: undefined, reason: 'stolen' });
});

test.each([
  ['block mallory, eve 4h', { kind: 'person_or_reason', typed: 'eve' }],
  ['block mallory and eve 4h', { kind: 'person_or_reason', typed: 'eve' }],
  ['block mallory &amp; eve 4h', { kind: 'person_or_reason', typed: 'eve' }],
  ['block <@U0BOB>, eve 4h', { kind: 'person_or_reason', typed: 'eve' }],
  ['block <@U0BOB> and eve stolen', { kind: 'person_or_reason', typed: 'eve' }],
  ['unblock mallory, eve', { kind: 'person_or_reason', typed: 'eve' }],
  ['block cvpn-connection-0a cvpn-connection-0b 4h', { kind: 'connection_among_several' }],
  ['block <!subteam^S0TEAM> except <@U0BOB> 4h', { kind: 'exception' }],
  ['block all 4h', { kind: 'everyone_blocked' }],
  ['block everyone on lab', { kind: 'everyone_blocked' }],
  ['block all, <@U0BOB> 4h', { kind: 'everyone_blocked' }],
  ['unblock all', { kind: 'everyone_blocked' }],
])('“%s” may name more than one, and is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test.each([
  ['unblock mallory', mallory, undefined, ''],
  ['unblock <@U0BOB> laptop found', bob, undefined, 'laptop found'],
  ['unblock mallory on lab laptop found', mallory, 'lab', 'laptop found'],
  ['unblock mallory on labb laptop found', mallory, 'labb', 'laptop found'],
  ['unblock mallory “on reflection”', mallory, undefined, 'on reflection'],
])('“%s” lets in whom it names', (typed, targetRef, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'unblock', targetRef, on, reason });
});

test('nothing typed asks for help', () => {
  expect(parse('  ')).toEqual({ kind: 'help' });
});

const everyone = { kind: 'everyone' };
const text = (typed: string) => ({ kind: 'text', text: typed });

test.each([
  ['who', everyone, undefined],
  ['who @', everyone, undefined],
  ['who all', everyone, undefined],
  ['who Everyone', everyone, undefined],
  ['who is on', everyone, undefined],
  ['who is connected', everyone, undefined],
  ['who is on lab', everyone, 'lab'],
  ['who all on lab', everyone, 'lab'],
  ['who is everyone', everyone, undefined],
  ['who “all”', text('all'), undefined],
  ['who is bob', text('bob'), undefined],
  ['who is', text('is'), undefined],
  ['who on lab <@U0BOB>', bob, 'lab'],
  ['who on “lab”', everyone, 'lab'],
  ['who <@U0BOB|anna>', bob, undefined],
  ['who *<@U0BOB|anna>*', bob, undefined],
  ['who <!subteam^S0TEAM>', { kind: 'group', group: 'S0TEAM' }, undefined],
  ['who bob baker', text('bob baker'), undefined],
  ['who *bob baker*', text('bob baker'), undefined],
  ['who Baker, Bob', text('Baker, Bob'), undefined],
  ['who @bob', text('bob'), undefined],
  ['who <mailto:bob@example.com|bob@example.com>', text('bob@example.com'), undefined],
  ['who cvpn–connection–0abc', { kind: 'connection', connection: 'cvpn-connection-0abc' }, undefined],
  ['who \u200ECVPN-connection-0ABC', { kind: 'connection', connection: 'cvpn-connection-0abc' }, undefined],
  ['who on lab', everyone, 'lab'],
  ['who <@U0BOB> ON Lab', bob, 'Lab'],
  ['who bob on nowhere', text('bob'), 'nowhere'],
])('“%s” looks for whom it names', (typed, targetRef, on) => {
  expect(parse(typed)).toEqual({ kind: 'who', targetRef, on });
});

test.each([
  ['who older than 8h', everyone, undefined, 'older', 8],
  ['who is older than 8h', everyone, undefined, 'older', 8],
  ['who is connected for more than 8 hours', everyone, undefined, 'older', 8],
  ['who all over 1d', everyone, undefined, 'older', 24],
  ['who <@U0BOB> older than 2d', bob, undefined, 'older', 48],
  ['who bob baker longer than 1h30m', text('bob baker'), undefined, 'older', 1.5],
  ['who on prod-eu older than 1h30m', everyone, 'prod-eu', 'older', 1.5],
  ['who OLDER than 8h on prod-eu', everyone, 'prod-eu', 'older', 8],
  ['who newer than 30m', everyone, undefined, 'newer', 0.5],
  ['who bob under 90min', text('bob'), undefined, 'newer', 1.5],
])('“%s” limits the list to a duration', (typed, targetRef, on, kind, count) => {
  expect(parse(typed)).toEqual({ kind: 'who', targetRef, on, lasting: { kind, ms: count * 3_600_000 } });
});

test.each([
  ['who older', 'older'],
  ['who over there', 'over there'],
  ['who older bob', 'older bob'],
  ['who "older than 8h"', 'older than 8h'],
  ['who more', 'more'],
])('“%s” looks for that text', (typed, searched) => {
  expect(parse(typed)).toEqual({ kind: 'who', targetRef: text(searched), on: undefined });
});

test.each([
  ['who older than', { kind: 'unknown_duration', typed: '' }],
  ['who older than bob', { kind: 'unknown_duration', typed: 'bob' }],
  ['who older than 0h', { kind: 'unknown_duration', typed: '0h' }],
  ['who older than 1h newer than 2d', { kind: 'duration_repeated', typed: '2d' }],
  ['who <!subteam^S0TEAM> older than 8h', { kind: 'duration_for_group' }],
  ['history older than 8h', { kind: 'duration_in_history' }],
  ['history bob 7d 2w', { kind: 'duration_repeated', typed: '2w' }],
  ['history bob since monday', { kind: 'period_unclear', typed: 'monday' }],
  ['history yesterday', { kind: 'period_unclear', typed: 'yesterday' }],
  ['blocks older than 2d', { kind: 'duration_in_blocks' }],
  ['who on', { kind: 'scope_missing' }],
  ['who bob on', { kind: 'scope_missing' }],
  ['history on', { kind: 'scope_missing' }],
  ['who on lab on prod-eu', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['who on lab bob on lab', { kind: 'scope_repeated', typed: 'lab' }],
  ['who bob on lab now', { kind: 'scope_in_text', typed: 'lab' }],
  ['who --all', { kind: 'flag', typed: '--all' }],
  ['who “bob baker', { kind: 'open_quote', typed: '"bob' }],
  ['audit --help', { kind: 'flag', typed: '--help' }],
  ['me on lab', { kind: 'takes_nothing', command: 'me' }],
  ['endpoints lab', { kind: 'takes_nothing', command: 'endpoints' }],
  ['doctor on lab', { kind: 'takes_nothing', command: 'doctor' }],
])('“%s” is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test.each([
  ['help', undefined],
  ['', undefined],
  ['help kick', 'kick'],
  ['help Terminate', 'kick'],
  ['help me please', 'me'],
  ['help frobnicate', undefined],
])('“%s” is help about %s', (typed, topic) => {
  expect(parse(typed)).toEqual({ kind: 'help', topic });
});

test.each([
  ['audit', everyone],
  ['audit all', everyone],
  ['audit <@U0BOB|bob>', bob],
  ['audit stale session', text('stale session')],
  ['audit #1042', text('#1042')],
  ['audit on lab', text('on lab')],
  ['audit “all”', text('all')],
  ['audit user’s own wish', text('user’s own wish')],
])('“%s” reads the record', (typed, targetRef) => {
  expect(parse(typed)).toEqual({ kind: 'audit', targetRef, filters: {} });
});

test.each([
  ['audit by <@U0BOB|bob>', everyone, { by: bob }],
  ['audit by omar', everyone, { by: name('omar') }],
  ['audit about "Baker, Bob" kind block', everyone, { about: name('Baker, Bob'), kind: 'block' }],
  ['audit since 7d kind kicks stale session', text('stale session'), { since: '7d', kind: 'kick' }],
  ['audit since 2026-11-20', everyone, { since: '2026-11-20' }],
  ['audit kind abandoned', everyone, { kind: 'abandoned' }],
  ['audit <@U0BOB|bob> SINCE 24H', bob, { since: '24h' }],
  ['audit ended by <@U0BOB|bob>', text('ended'), { by: bob }],
])('“%s” filters the audit log', (typed, targetRef, filters) => {
  expect(parse(typed)).toEqual({ kind: 'audit', targetRef, filters });
});

test.each([
  'audit stolen by mistake',
  'audit kind',
  'audit "by omar"',
  'audit hangs since noon',
  'audit of a kind soul',
])('“%s” searches for the text', (typed) => {
  const words = typed.replace(/^audit /, '').replaceAll('"', '');
  expect(parse(typed)).toEqual({ kind: 'audit', targetRef: text(words), filters: {} });
});

test.each([
  ['audit since noon', { kind: 'since_unclear', typed: 'noon' }],
  ['audit since 2026-02-31', { kind: 'since_unclear', typed: '2026-02-31' }],
  ['audit kind blok', { kind: 'kind_unknown', typed: 'blok' }],
  ['audit by omar by helga', { kind: 'filter_repeated', typed: 'by' }],
  ['audit by <!subteam^S0TEAM>', { kind: 'group_named' }],
])('“%s” is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test('audit takes one person, not a group', () => {
  expect(problemOf('audit <!subteam^S0TEAM>')).toEqual({ kind: 'group_named' });
});

test('blocks looks for whom or what it names, on the endpoint that it names', () => {
  expect(parse('blocks')).toEqual({ kind: 'blocks', targetRef: everyone, on: undefined });
  expect(parse('blocks <@U0BOB>')).toEqual({ kind: 'blocks', targetRef: bob, on: undefined });
  expect(parse('blocks laptop stolen on lab')).toEqual({
    kind: 'blocks',
    targetRef: { kind: 'text', text: 'laptop stolen' },
    on: 'lab',
  });
  expect(parse('blocks <!subteam^S0TEAM>')).toMatchObject({ problem: { kind: 'group_named' } });
});

const day = 24 * 3_600_000;

test.each([
  ['history 7d', everyone, undefined, 7 * day],
  ['history <@U0BOB> 7d', bob, undefined, 7 * day],
  ['history <@U0BOB> 7d on lab', bob, 'lab', 7 * day],
  ['history on lab <@U0BOB> 24h', bob, 'lab', day],
  ['history <@U0BOB> in the last 2 weeks', bob, undefined, 14 * day],
  ['history last week on lab', everyone, 'lab', 7 * day],
  ['history since 90m bob', text('bob'), undefined, 5_400_000],
  ['history 203.0.113.51 1mo', text('203.0.113.51'), undefined, 30 * day],
  ['history bob 3 years', text('bob'), undefined, 366 * day],
])('“%s” says how far to look back', (typed, targetRef, on, periodMs) => {
  expect(parse(typed)).toEqual({ kind: 'history', targetRef, on, periodMs });
});

test.each([
  ['history "bob 7d"', 'bob 7d'],
  ['history "7"', '7'],
  ['history last', 'last'],
  ['history 104233', '104233'],
])('“%s” names no period', (typed, searched) => {
  expect(parse(typed)).toEqual({ kind: 'history', targetRef: text(searched), on: undefined });
});

test('history me is about the person who asks, and "me" in quotes a name', () => {
  expect(parse('history me 7d')).toEqual({
    kind: 'history',
    targetRef: { kind: 'me' },
    on: undefined,
    periodMs: 7 * day,
  });
  expect(parse('history "me"')).toEqual({ kind: 'history', targetRef: text('me'), on: undefined });
});

test('asks for the unit of a period that has none, and offers days', () => {
  expect(problemOf('history <@U0BOB> 7 on lab')).toEqual({
    kind: 'period_without_unit',
    typed: '7',
    meant: { text: 'history <@U0BOB> 7d on lab', effect: 'looks' },
  });
});

test('history looks for whom it names, on the endpoint that it names', () => {
  expect(parse('history <@U0BOB> on lab')).toEqual({ kind: 'history', targetRef: bob, on: 'lab' });
  expect(parse('history')).toEqual({ kind: 'history', targetRef: everyone, on: undefined });
  expect(parse('history all')).toEqual({ kind: 'history', targetRef: everyone, on: undefined });
});

test.each([
  ['kick <@U0BOB|bob>', bob, undefined, ''],
  ['kick bob hangs since noon', name('bob'), undefined, 'hangs since noon'],
  ['kick “bob baker” “stale” – asked', name('bob baker'), undefined, '“stale” – asked'],
  ['kick bob on lab hangs', name('bob'), 'lab', 'hangs'],
  ['kick bob ON LAB', name('bob'), 'LAB', ''],
  ['kick bob on labb hangs', name('bob'), 'labb', 'hangs'],
  ['kick bob \u200Bon\u200B lab hangs', name('bob'), 'lab', 'hangs'],
  ['kick bob *on* `lab` hangs', name('bob'), 'lab', 'hangs'],
  ['kick bob on: lab hangs', name('bob'), 'lab', 'hangs'],
  [`kick bob on ${lab.id.toUpperCase()} hangs`, name('bob'), lab.id.toUpperCase(), 'hangs'],
  ['kick bob on holiday, still connected', name('bob'), 'holiday', 'still connected'],
  ['kick bob “on holiday, still connected”', name('bob'), undefined, 'on holiday, still connected'],
  ['kick bob "on lab"', name('bob'), undefined, 'on lab'],
  ['kick bob on lab "on holiday"', name('bob'), 'lab', 'on holiday'],
  ['kick bob - hangs', name('bob'), undefined, 'hangs'],
  ['kick bob – on lab – hangs', name('bob'), 'lab', 'hangs'],
  ['kick <@U0BOB>: hangs', bob, undefined, 'hangs'],
  ['kick <@U0BOB>, stale since noon', bob, undefined, 'stale since noon'],
  ['kick <@U0BOB>,stale since noon', bob, undefined, 'stale since noon'],
  ['kick <@U0BOB>, on lab, stale', bob, 'lab', 'stale'],
  ['kick <@U0BOB>,on lab stale', bob, 'lab', 'stale'],
  ['kick <@U0BOB> laptop stolen on the train', bob, undefined, 'laptop stolen on the train'],
  ['kick <@U0BOB> idle for 3h', bob, undefined, 'idle for 3h'],
  ['kick <@U0BOB> stale, asked by <@U0ANNA>', bob, undefined, 'stale, asked by <@U0ANNA>'],
  ['kick <@U0BOB> with a stale laptop', bob, undefined, 'with a stale laptop'],
  ['kick <@U0BOB> agreed with <@U0ANNA>', bob, undefined, 'agreed with <@U0ANNA>'],
  ['kick <@U0BOB> “with <@U0ANNA>”', bob, undefined, 'with <@U0ANNA>'],
  ['kick <@U0BOB> asked by <@U0ANNA> and <@U0CARL>', bob, undefined, 'asked by <@U0ANNA> and <@U0CARL>'],
  ['kick <@U0BOB> stale and <@U0ANNA> asked', bob, undefined, 'stale and <@U0ANNA> asked'],
  ['kick <@U0BOB> depends on <@U0ANNA>', bob, undefined, 'depends on <@U0ANNA>'],
  [
    'kick <@U0BOB> see <https://wiki.example/x> or <tel:+4915|+49 15>',
    bob,
    undefined,
    'see https://wiki.example/x or +49 15',
  ],
  [
    'kick cvpn-connection-0abc gone',
    { kind: 'connection', connection: 'cvpn-connection-0abc' },
    undefined,
    'gone',
  ],
  [
    'kick \u200Ecvpn-connection-0ABC gone',
    { kind: 'connection', connection: 'cvpn-connection-0abc' },
    undefined,
    'gone',
  ],
  ['kick <mailto:b@x.y|b@x.y>\u00A0hangs &amp; waits', name('b@x.y'), undefined, 'hangs & waits'],
  ['kick CORP\\<mailto:b@x.y|b@x.y> hangs', name('CORP\\b@x.y'), undefined, 'hangs'],
  ["kick 'b@x.y' hangs", name('b@x.y'), undefined, 'hangs'],
  ['kick d’angelo@x.y hangs', name('d’angelo@x.y'), undefined, 'hangs'],
  ['kick “Kiosk – Lobby” hangs', name('Kiosk – Lobby'), undefined, 'hangs'],
  ['kick “Bob\u00A0Baker” on “LAB” hangs', name('Bob\u00A0Baker'), 'LAB', 'hangs'],
])('“%s” names whom to act on, where and why', (typed, targetRef, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'kick', targetRef, on, breakGlass: false, reason });
});

test.each([
  ['kick all on lab key stolen', everyone, 'lab', 'key stolen'],
  ['kick ALL ON nowhere key stolen', everyone, 'nowhere', 'key stolen'],
  ['kick everyone on lab', everyone, 'lab', ''],
  ['kick everybody on lab', everyone, 'lab', ''],
  ['kick “all” on lab', name('all'), 'lab', ''],
  ['kick <@U0BOB> <@U0ANNA> key stolen', several(bob, anna), undefined, 'key stolen'],
  ['kick <@U0BOB>, <@U0ANNA> on lab key stolen', several(bob, anna), 'lab', 'key stolen'],
  ['kick <@U0BOB> and <@U0ANNA> key stolen', several(bob, anna), undefined, 'key stolen'],
  ['kick <@U0BOB> b@x.y key stolen', several(bob, name('b@x.y')), undefined, 'key stolen'],
  ['kick <@U0BOB> @anna key stolen', several(bob, name('anna')), undefined, 'key stolen'],
  ['kick <@U0BOB>, kiosk-1 key stolen', several(bob, name('kiosk-1')), undefined, 'key stolen'],
  ['kick kiosk-1, kiosk-2 key stolen', several(name('kiosk-1'), name('kiosk-2')), undefined, 'key stolen'],
  [
    'kick bob,anna , “carl baker” key stolen',
    several(name('bob'), name('anna'), name('carl baker')),
    undefined,
    'key stolen',
  ],
  ['kick *bob*,*anna* key stolen', several(name('bob'), name('anna')), undefined, 'key stolen'],
  ['kick <!subteam^S0TEAM> key stolen', several({ kind: 'group', group: 'S0TEAM' }), undefined, 'key stolen'],
])('“%s” names several people or everyone, where and why', (typed, targetRef, on, reason) => {
  expect(parse(typed)).toEqual({ kind: 'kick', targetRef, on, breakGlass: false, reason });
});

test.each([
  ['kick bob, BOB, bob hangs', name('bob'), 'hangs'],
  ['kick <@U0BOB> <@U0BOB> hangs', bob, 'hangs'],
  ['kick “CN=bob,OU=it” hangs', name('CN=bob,OU=it'), 'hangs'],
  ['kick CN=bob,OU=it hangs', name('CN=bob,OU=it'), 'hangs'],
])('“%s” means one person', (typed, targetRef, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', targetRef, reason });
});

test.each([
  ['kick bob, anna key stolen', { kind: 'person_or_reason', typed: 'anna' }],
  ['kick bob, stale since noon', { kind: 'person_or_reason', typed: 'stale' }],
  ['kick <@U0BOB>, anna', { kind: 'person_or_reason', typed: 'anna' }],
  ['kick <@U0BOB>, anna, carl key stolen', { kind: 'person_or_reason', typed: 'anna' }],
  ['kick <@U0BOB> and his laptop', { kind: 'person_or_reason', typed: 'his' }],
  ['kick bob and anna key stolen', { kind: 'person_or_reason', typed: 'anna' }],
  ['kick bob and', { kind: 'person_or_reason', typed: 'and' }],
  ['kick CN=bob, OU=it hangs', { kind: 'person_or_reason', typed: 'OU=it' }],
  ['kick "bob baker hangs', { kind: 'open_quote', typed: '"bob' }],
  ["kick 'bob baker' hangs", { kind: 'open_quote', typed: "'bob" }],
  ['kick `bob baker` hangs', { kind: 'open_quote', typed: '`bob' }],
  ['kick *bob baker* hangs', { kind: 'open_quote', typed: '*bob' }],
  ['kick all, bob on lab', { kind: 'everyone_among_several' }],
  ['kick bob,all on lab', { kind: 'everyone_among_several' }],
  [`kick ${lab.id} key stolen`, { kind: 'endpoint_as_person', typed: lab.id }],
  [`block ${lab.id} 4h key stolen`, { kind: 'endpoint_as_person', typed: lab.id }],
])('whom “%s” means is asked', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test.each([
  ['kick bob on', { kind: 'scope_missing' }],
  ['kick bob hangs on', { kind: 'scope_missing' }],
  ['block mallory 4h on', { kind: 'scope_missing' }],
  ['kick bob on <@U0ANNA>', { kind: 'scope_missing' }],
  ['kick bob on lab on prod-eu hangs', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['kick all on lab on prod-eu', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['kick all on lab, prod-eu key stolen', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['kick bob on lab, prod-ue hangs', { kind: 'scope_repeated', typed: 'prod-ue' }],
  ['kick bob on lab and prod-eu hangs', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['kick bob hangs on lab', { kind: 'scope_in_reason', verb: 'kick', typed: 'lab', meant: 'lab' }],
  ['kick bob hangs on LAB.', { kind: 'scope_in_reason', verb: 'kick', typed: 'LAB', meant: 'lab' }],
  ['kick bob hangs on labb', { kind: 'scope_in_reason', verb: 'kick', typed: 'labb', meant: 'lab' }],
  ['kick bob is on holiday', { kind: 'scope_in_reason', verb: 'kick', typed: 'holiday', meant: undefined }],
  [
    `kick bob hangs on ${lab.id} again`,
    { kind: 'scope_in_reason', verb: 'kick', typed: lab.id, meant: 'lab' },
  ],
  [
    'kick bob session on prod-eu hangs',
    { kind: 'scope_in_reason', verb: 'kick', typed: 'prod-eu', meant: 'prod-eu' },
  ],
  [
    'kick bob on lab hangs on prod-ue too',
    { kind: 'scope_in_reason', verb: 'kick', typed: 'prod-ue', meant: 'prod-eu' },
  ],
  ['kick bob lab hangs', { kind: 'scope_in_reason', verb: 'kick', typed: 'lab', meant: 'lab' }],
  ['kick bob from lab hangs', { kind: 'scope_in_reason', verb: 'kick', typed: 'lab', meant: 'lab' }],
  ['kick bob "on holiday" on lab', { kind: 'scope_in_reason', verb: 'kick', typed: 'lab', meant: 'lab' }],
  ['block mallory 4h stolen on lab', { kind: 'scope_in_reason', verb: 'block', typed: 'lab', meant: 'lab' }],
  [
    'unblock mallory found on labb',
    { kind: 'scope_in_reason', verb: 'unblock', typed: 'labb', meant: 'lab' },
  ],
])('the scope in “%s” is asked about', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});

test.each([
  ['kick bob --force hangs', '--force'],
  ['kick bob —force hangs', '-force'],
  ['kick bob -f hangs', '-f'],
  ['kick bob hangs -f', '-f'],
  ['kick bob hangs --force', '--force'],
  ['block mallory --until-lifted laptop stolen', '--until-lifted'],
  ['unblock mallory found --quiet', '--quiet'],
])('the flag in “%s” is asked about', (typed, flag) => {
  expect(problemOf(typed)).toEqual({ kind: 'flag', typed: flag });
});

const bobAndAnna = several(bob, anna);
const twoAddresses = several(name('b@x.y'), name('a@x.y'));

test.each([
  ['kick <@U0BOB>;<@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB>/<@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB> | <@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB> or <@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB> then <@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB>, and then also <@U0ANNA> stale', bobAndAnna],
  ['kick (<@U0BOB>, <@U0ANNA>) stale', bobAndAnna],
  ['kick b@x.y;a@x.y stale', twoAddresses],
  ['kick <mailto:b@x.y|b@x.y>;<mailto:a@x.y|a@x.y> stale', twoAddresses],
  ['kick b@x.y/a@x.y stale', twoAddresses],
  ['kick b@x.y|a@x.y stale', twoAddresses],
  ['kick b@x.y or a@x.y stale', twoAddresses],
  ['kick b@x.y&amp;a@x.y stale', twoAddresses],
  ['kick b@x.y+a@x.y stale', twoAddresses],
  ['kick <@U0BOB> as well as <@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB> + <@U0ANNA> stale', bobAndAnna],
  ['kick <@U0BOB> plus <@U0ANNA> stale', bobAndAnna],
  ['kick b@x.y + a@x.y stale', twoAddresses],
  ['kick (b@x.y, a@x.y) stale', twoAddresses],
  ['kick bob/ <@U0ANNA> stale', several(name('bob'), anna)],
  ['kick @bob/@anna stale', several(name('bob'), name('anna'))],
])('“%s” leaves nobody out', (typed, targetRef) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', targetRef, on: undefined, reason: 'stale' });
});

test.each([
  'block <@U0BOB>: <@U0ANNA> 4h',
  'block <@U0BOB> with <@U0ANNA> 4h',
  'block <@U0BOB> 4h with <@U0ANNA>',
  'block <@U0BOB> 4h stolen and <@U0ANNA>',
])('“%s” blocks nobody before it is said whom', (typed) => {
  expect(problemOf(typed)).toEqual({ kind: 'mention_or_reason' });
});

test.each([
  ['kick CORP/bob stale', name('CORP/bob')],
  ['kick bob+vpn@x.y stale', name('bob+vpn@x.y')],
  ['kick host/kiosk@realm stale', name('host/kiosk@realm')],
  ['kick “b@x.y;a@x.y” stale', name('b@x.y;a@x.y')],
  ['kick CN=bob;O=Acme stale', name('CN=bob;O=Acme')],
  ['kick /CN=bob/O=Acme stale', name('/CN=bob/O=Acme')],
])('“%s” is one name with a mark in it', (typed, targetRef) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', targetRef, reason: 'stale' });
});

test.each([
  'kick <@U0BOB>: <@U0ANNA> saw it',
  'kick <@U0BOB> - <@U0ANNA> saw it',
  'kick <@U0BOB> → <@U0ANNA>',
  'kick <@U0BOB> with <@U0ANNA>',
  'kick <@U0BOB> with <@U0ANNA> key stolen',
  'kick <@U0BOB> together with a@x.y',
  'kick bob along with: <@U0ANNA>',
  'kick bob with “anna smith”',
  'kick <@U0BOB> without <@U0ANNA>',
  'kick <@U0BOB> but not <@U0ANNA>',
  'kick <@U0BOB> except <@U0ANNA>',
  'kick <@U0BOB> incl. <!subteam^S0TEAM>',
  'kick <@U0BOB> on lab and <@U0ANNA>',
  'kick <@U0BOB> on lab with <@U0ANNA>',
  'kick <@U0BOB> key stolen, and also <@U0ANNA>',
  'kick <@U0BOB> key stolen & a@x.y.',
])('whether the reason in “%s” begins with the second person is asked', (typed) => {
  expect(problemOf(typed)).toEqual({ kind: 'mention_or_reason' });
});

test.each([
  'kick all on lab except <@U0BOB>',
  'kick all on lab but <@U0BOB>',
  'kick all on lab but bob',
  'kick all except <@U0BOB> on lab',
  'kick all but <@U0BOB>',
  'kick all on lab key stolen, but not <@U0BOB>',
  'kick all on lab key stolen, not for <@U0BOB>',
  'kick all on lab (except bob)',
  'kick all on lab other than bob',
  'kick all on lab apart from <@U0BOB>',
  'kick all on lab exept <@U0BOB>',
  'kick everyone on lab without b@x.y',
  'kick <!subteam^S0TEAM> except <@U0BOB>',
])('“%s” is not taken for a kick of everyone with a reason', (typed) => {
  expect(problemOf(typed)).toEqual({ kind: 'exception' });
});

test('a reason with “but” or “not” in it is no exception', () => {
  expect(parse('kick all on lab key stolen but not used')).toMatchObject({ targetRef: everyone, on: 'lab' });
  expect(parse('kick all on lab “except nobody”')).toMatchObject({ reason: 'except nobody' });
});

const connection = { kind: 'connection', connection: 'cvpn-connection-0abc' };

test.each([
  ['kick cvpn-connection-0abc.', connection, ''],
  ['kick cvpn-connection-0abc: gone', connection, 'gone'],
  ['kick cvpn-connection-0abc;', connection, ''],
  ['kick (cvpn-connection-0abc) gone', connection, 'gone'],
  ['kick b@x.y: stale', name('b@x.y'), 'stale'],
  ['kick b@x.y. stale', name('b@x.y'), 'stale'],
  ['kick (<mailto:b@x.y|b@x.y>) stale', name('b@x.y'), 'stale'],
  ['kick (<@U0BOB>) stale', bob, 'stale'],
  ['kick bob: stale', name('bob'), 'stale'],
  ['unblock b@x.y: found', name('b@x.y'), 'found'],
  ['block mallory: 4h stolen', mallory, 'stolen'],
  ['kick “b@x.y.” stale', name('b@x.y.'), 'stale'],
])('the marks around the target of “%s” are no part of it', (typed, targetRef, reason) => {
  expect(parse(typed)).toMatchObject({ targetRef, reason });
});

test.each([
  ['who (b@x.y)', text('b@x.y')],
  ['who b@x.y.', text('b@x.y')],
  ['who cvpn-connection-0abc.', connection],
  ['history b@x.y:', text('b@x.y')],
  ['history (cvpn-connection-0abc)', connection],
  ['audit b@x.y,', text('b@x.y')],
])('“%s” looks for what stands within the marks', (typed, targetRef) => {
  expect(parse(typed)).toMatchObject({ targetRef });
});

test.each([
  ['kick bob hangs on "lab"', 'lab'],
  ['kick bob hangs (on lab)', 'lab'],
  ['kick bob hangs, endpoint lab', 'lab'],
  ['kick bob hangs in lab', 'lab'],
  ['kick bob hangs on=lab', 'lab'],
  ['kick bob on:labb hangs', 'labb'],
  ['kick bob on=nowhere hangs', 'nowhere'],
  ['kick bob in labb hangs', 'labb'],
  ['kick bob hangs at labb', 'labb'],
  ['kick bob hangs in the labb', 'labb'],
  ['kick bob hangs from labb now', 'labb'],
  ['kick bob only labb', 'labb'],
  ['kick bob @ lab hangs', 'lab'],
  ['kick bob @ labb hangs', 'labb'],
  ['kick bob everywhere but lab', 'lab'],
  ['kick bob hangs, lab/prod-eu', 'lab'],
  [`kick bob hangs (${lab.id})`, lab.id],
  ['kick <@U0BOB> @lab stale', '@lab'],
  ['kick bob stale, seen by @lab', 'lab'],
  ['kick bob stale, lab’s gateway hangs', 'lab'],
  ['kick bob on lab he is on lab', 'lab'],
  ['kick bob on prod-eu hangs in lab too', 'lab'],
  ['block mallory 4h found in lab', 'lab'],
])('“%s” names an endpoint in the reason, and is asked about', (typed, scope) => {
  expect(problemOf(typed)).toMatchObject({ kind: 'scope_in_reason', typed: scope });
});

test.each([
  ['kick bob on lab hangs in lab', 'lab', 'hangs in lab'],
  ['kick bob (on lab) hangs', 'lab', 'hangs'],
  ['kick bob hangs in the train', undefined, 'hangs in the train'],
  ['kick bob “hangs in lab”', undefined, 'hangs in lab'],
])('“%s” names no second endpoint', (typed, on, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', on, reason });
});

test('an endpoint’s name where a person has to be is asked about, unless it is quoted', () => {
  expect(problemOf('kick lab key stolen')).toEqual({ kind: 'endpoint_as_person', typed: 'lab' });
  expect(parse('kick “lab” key stolen')).toMatchObject({ targetRef: name('lab') });
});

test.each([
  ['kick Bob\u00A0Baker stale session', name('Bob\u00A0Baker'), 'stale session'],
  ['kick Bob\u00A0on\u00A0lab stale', name('Bob'), 'stale'],
  ['kick b@x.y\u00A0stale', name('b@x.y'), 'stale'],
])('a name that was copied with its unbreakable space, as in “%s”, stays one', (typed, targetRef, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', targetRef, reason });
});

test.each([
  ['block 4h mallory stolen', '4h'],
  ['block for 4h mallory', '4h'],
  ['block 2 days mallory', '2 days'],
  ['block for mallory 4h', 'for'],
  ['block until lifted mallory', 'until lifted'],
  ['kick break-glass <@U0BOB> fire', 'break-glass'],
  ['kick breakglass <@U0BOB> fire', 'breakglass'],
  ['kick break glass <@U0BOB> fire', 'break'],
  ['kick on lab bob', 'on'],
])('what stands before the person in “%s” is not taken for a name', (typed, before) => {
  expect(problemOf(typed)).toEqual({ kind: 'target_first', typed: before });
});

test('a user name may be a number, or be quoted', () => {
  expect(parse('kick 4711 stale')).toMatchObject({ targetRef: name('4711'), reason: 'stale' });
  expect(parse('block “4h” 2d stolen')).toMatchObject({ targetRef: name('4h') });
});

test('people in a reason are written by the names that the person read', () => {
  expect(parse('kick <@U0BOB|bob> told by <@U0OMAR|omar> in <#C0OPS|ops> &amp; <!here>')).toMatchObject({
    targetRef: bob,
    reason: 'told by @omar in #ops & @here',
  });
});

test('more than twenty at once are a group', () => {
  const people = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`).join(',');

  expect(parse(`kick ${people(20)} key stolen`).kind).toBe('kick');
  expect(problemOf(`kick ${people(21)} key stolen`)).toMatchObject({ kind: 'too_many' });
});

test.each([
  ['kick bob break-glass he is in', undefined, 'he is in'],
  ['kick bob Break–Glass he is in', undefined, 'he is in'],
  ['kick bob `break-glass` he is in', undefined, 'he is in'],
  ['kick bob on lab break-glass he is in', 'lab', 'he is in'],
  ['kick bob break-glass on lab he is in', 'lab', 'he is in'],
  ['kick bob break-glass', undefined, ''],
])('“%s” says the word that does without a second person', (typed, on, reason) => {
  expect(parse(typed)).toMatchObject({ kind: 'kick', on, breakGlass: true, reason });
});

test.each([
  ['kick bob breakglass he is in', 'breakglass'],
  ['kick bob break glass he is in', 'break glass'],
  ['kick bob brake-glass he is in', 'brake-glass'],
  ['kick bob --break-glass he is in', '--break-glass'],
  ['kick bob he may break-glass', 'break-glass'],
  ['kick bob he is in breakglass', 'breakglass'],
  ['kick bob he is in break glass', 'break glass'],
  ['kick bob he may break-glass now', 'break-glass'],
  ['kick bob break-glass break-glass', 'break-glass'],
])('“%s” does not say it where it counts, and is asked about', (typed, word) => {
  expect(problemOf(typed)).toEqual({ kind: 'break_glass_unclear', typed: word });
});

test.each([
  ['block mallory break-glass 4h', 'block'],
  ['unblock mallory break-glass', 'unblock'],
])('“%s” says it where nothing needs it, and is asked about', (typed, verb) => {
  expect(problemOf(typed)).toEqual({ kind: 'break_glass_unused', verb });
});

test.each(['kick bob “he may break-glass”', 'kick bob broke a glass again'])(
  '“%s” does not say it: it is a part of the reason',
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
  ['kick cvpn-connection-0abc cvpn-connection-0abd', 'connection_among_several'],
  ['history <!subteam^S0TEAM>', 'group_named'],
  ['kick <#C0HELPDESK>', 'not_a_person'],
  ['who <!here>', 'not_a_person'],
  ['who <@U0BOB> <@U0ANNA>', 'not_a_person'],
  ['who <@b0b>', 'not_a_person'],
  [`who ${'x'.repeat(256)}`, 'too_long'],
  [`kick ${'x'.repeat(256)}`, 'too_long'],
])('“%s” is misread, and says how', (typed, kind) => {
  expect(problemOf(typed)).toEqual({ kind });
});

test('a name as long as AWS has any is read, however many bytes it has', () => {
  const longest = '👍'.repeat(255);

  expect(parse(`who ${longest}`)).toMatchObject({ kind: 'who', targetRef: { kind: 'text', text: longest } });
  expect(parse(`kick ${longest} hangs`)).toMatchObject({ targetRef: name(longest), reason: 'hangs' });
  expect(parse(`block ${longest} 4h`)).toMatchObject({ targetRef: name(longest) });
});

test('several names that no modal could carry are refused', () => {
  const long = Array.from({ length: 12 }, (_, index) => String(index).padStart(250, 'x')).join(',');

  expect(problemOf(`kick ${long} key stolen`)).toEqual({ kind: 'too_long_together' });
});

test.each([
  ['hwo', 'who', 'looks'],
  ['kcik <@U0BOB|bob> stale, since noon', 'kick <@U0BOB|bob> stale, since noon', 'asks'],
  ['kcik<@U0BOB|bob> stale', 'kick<@U0BOB|bob> stale', 'asks'],
  ['blcok mallory 4h laptop stolen', 'block mallory 4h laptop stolen', 'asks'],
  ['termnate <@U0BOB|bob> stale', 'terminate <@U0BOB|bob> stale', 'asks'],
  ['kcik', 'kick', undefined],
  ['blcok mallory on', 'block mallory on', undefined],
  ['endpionts', 'endpoints', 'looks'],
] as const)('“%s” is no command; “%s” was probably meant', (typed, text, effect) => {
  expect(problemOf(typed)).toMatchObject({ kind: 'unknown_command', meant: { text, effect } });
});

test.each(['xyzzy', 'and bob', 'is bob connected', '<#C0GENERAL|general>', '"bob"'])(
  '“%s” is no command, and no command is close to it',
  (typed) => {
    expect(problemOf(typed)).toMatchObject({ kind: 'unknown_command', meant: undefined });
  },
);

test.each([
  ['terminate <@U0BOB|bob> stale', 'kick <@U0BOB|bob> stale'],
  ['Disconnect <@U0BOB|bob> stale', 'kick <@U0BOB|bob> stale'],
  ['end all on lab key stolen', 'kick all on lab key stolen'],
  ['list', 'who'],
  ['ls on lab', 'who on lab'],
  ['<@U0BOB|bob>', 'who <@U0BOB|bob>'],
  ['<@U0BOB|bob> on lab', 'who <@U0BOB|bob> on lab'],
  ['<!subteam^S0OPS|@ops>', 'who <!subteam^S0OPS|@ops>'],
  ['@dora', 'who @dora'],
  ['<mailto:bob@example.com|bob@example.com>', 'who bob@example.com'],
  ['10.0.3.17', 'who 10.0.3.17'],
  ['2001:db8::17', 'who 2001:db8::17'],
  ['cvpn-connection-0123456789abcdef0', 'who cvpn-connection-0123456789abcdef0'],
])('“%s” is another way to type “%s”', (typed, usual) => {
  const command = parse(typed);

  expect(command.kind).not.toBe('misread');
  expect(command).toEqual(parse(usual));
});

test.each(['<@U0BOB|bob> stale', 'bob@example.com is stale'])(
  '“%s” may be meant as a kick and is not read as a look-up',
  (typed) => {
    expect(parse(typed)).toMatchObject({ kind: 'misread' });
  },
);
