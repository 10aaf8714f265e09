import { expect, test } from 'vitest';
import { applySuggestion, completeText } from '../../../emulators/page/composer/complete-text.ts';
import { groups, people } from '../../../emulators/people.ts';

const hint = 'who [@person | @group] | kick | me | block @person | help';
const from = { people, groups, commands: [{ command: '/vpn', description: 'The VPN', hint }] };

test('a slash offers the declared commands', () => {
  expect(titlesFor('/')).toEqual(['/vpn']);
});

test('after the command come the sub-commands that its usage hint names', () => {
  expect(titlesFor('/vpn ')).toEqual(['who', 'kick', 'me', 'block', 'help']);
  expect(titlesFor('/vpn k')).toEqual(['kick']);
});

test('a sub-command is offered only right after its command', () => {
  expect(titlesFor('/vpn who k')).toEqual([]);
  expect(titlesFor('/other ')).toEqual([]);
  expect(titlesFor('say /vpn ')).toEqual([]);
});

test('an at sign offers people and groups, anywhere', () => {
  expect(titlesFor('/vpn who @a')).toEqual(['@anna']);
  expect(titlesFor('hello @PL')).toEqual(['@platform']);
  expect(titlesFor('@')).toHaveLength(people.length + groups.length);
});

test('the app itself is not offered', () => {
  const bot = { ...people[0], id: 'U0BOUNCER', name: 'bouncer', kind: 'bot' as const };

  expect(completeText('@bou', 4, { ...from, people: [...people, bot] })).toBeUndefined();
});

test('a word that is complete is left alone, so that Enter sends', () => {
  expect(titlesFor('/vpn')).toEqual([]);
  expect(titlesFor('/vpn who')).toEqual([]);
  expect(titlesFor('/vpn who @bob')).toEqual([]);
});

test('a suggestion replaces the word at the caret and keeps what follows', () => {
  const text = '/vpn who @a on lab';
  const completion = completeText(text, 11, from);
  const suggestion = completion?.suggestions[0];

  expect(completion && suggestion && applySuggestion(text, completion, suggestion)).toEqual({
    text: '/vpn who @anna on lab',
    caret: 15,
  });
});

test('after a sub-command that takes nothing no space is added', () => {
  const [me] = completeText('/vpn m', 6, from)?.suggestions ?? [];

  expect(me?.insert).toBe('me');
});

function titlesFor(text: string): readonly string[] {
  return (completeText(text, text.length, from)?.suggestions ?? []).map(({ title }) => title);
}
