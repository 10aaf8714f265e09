import { expect, test } from 'vitest';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';

const parse = (typed: string) => parseCommand(typed, [anEndpoint(), lab]);
const problemOf = (typed: string) => {
  const parsed = parse(typed);
  return parsed.kind === 'misread' ? parsed.problem : parsed.kind;
};
const platform = { kind: 'group', group: 'S0PLATFORM' };
const bob = { kind: 'person', person: 'U0BOB' };
const anna = { kind: 'person', person: 'U0ANNA' };
const hourMs = 3_600_000;

test.each([
  ['board <!subteam^S0PLATFORM|@platform>', [platform], undefined, undefined],
  ['board <!subteam^S0PLATFORM> 4h', [platform], undefined, 4 * hourMs],
  ['board <!subteam^S0PLATFORM> for 2 hours on lab', [platform], 'lab', 2 * hourMs],
  ['board <@U0BOB> <@U0ANNA> on prod-eu 30m', [bob, anna], 'prod-eu', hourMs / 2],
  ['board svc-backup 24h', [{ kind: 'name', name: 'svc-backup' }], undefined, 24 * hourMs],
])('“%s” names people, an endpoint and a time', (typed, targets, on, lengthMs) => {
  expect(parse(typed)).toEqual({
    kind: 'board',
    targetRef: { kind: 'several', targetRef: targets },
    on,
    lengthMs,
  });
});

test.each([
  ['board', { kind: 'nobody_on_board' }],
  ['board everyone', { kind: 'nobody_on_board' }],
  ['board cvpn-connection-0123456789abcdef0', { kind: 'nobody_on_board' }],
  ['board <@U0BOB> 3d', { kind: 'board_length', typed: '3d' }],
  ['board <@U0BOB> 1m', { kind: 'board_length', typed: '1m' }],
  ['board <@U0BOB> until unblocked', { kind: 'board_length', typed: 'until unblocked' }],
  ['board <@U0BOB> 4h 5h', { kind: 'board_option', typed: '5h' }],
  ['board <@U0BOB> please', { kind: 'board_option', typed: 'please' }],
  ['board <@U0BOB> on', { kind: 'scope_missing' }],
  ['board <@U0BOB> on lab on prod-eu', { kind: 'scope_repeated', typed: 'prod-eu' }],
  ['board bob, stale', { kind: 'board_unclear' }],
])('“%s” is questioned instead of guessed', (typed, problem) => {
  expect(problemOf(typed)).toEqual(problem);
});
