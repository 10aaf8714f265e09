import { expect, test } from 'vitest';
import { handlesMeant, withGroupMentions } from '../../src/slack/group-handles.ts';
import { parseCommand } from '../../src/slack/parse-command.ts';
import { groupId } from '../builders/ids.ts';
import { MemoryDirectory } from '../doubles/memory-directory.ts';

const directory = new MemoryDirectory([], []);
directory.handles.set(groupId('S0PLATFORM'), 'platform');
directory.handles.set(groupId('S0OPS'), 'ops-eu');

test.each([
  ['who @platform', 'who <!subteam^S0PLATFORM|@platform>'],
  ['who @Platform on prod-eu', 'who <!subteam^S0PLATFORM|@Platform> on prod-eu'],
  [
    'kick @ops-eu,@platform they said so',
    'kick <!subteam^S0OPS|@ops-eu>,<!subteam^S0PLATFORM|@platform> they said so',
  ],
  ['kick <@U0BOB|bob>, @ops-eu. stale', 'kick <@U0BOB|bob>, <!subteam^S0OPS|@ops-eu>. stale'],
  ['kick <@U0BOB|bob> as @platform asked', 'kick <@U0BOB|bob> as <!subteam^S0PLATFORM|@platform> asked'],
  ['history @platform', 'history <!subteam^S0PLATFORM|@platform>'],
  ['block @platform 4h stolen', 'block <!subteam^S0PLATFORM|@platform> 4h stolen'],
])('%s reads like the mention %s', async (typed, mentioned) => {
  const { text, unknown } = await withGroupMentions(directory, typed);

  expect({ text, unknown }).toEqual({ text: mentioned, unknown: [] });
});

test.each([
  'who "@platform"',
  'who “@platform”',
  'who bob@platform',
  'who <mailto:bob@platform|bob@platform>',
  'who @platform@example.com',
  'who <!subteam^S0PLATFORM|@platform>',
  'who @',
])('%s holds no handle', async (typed) => {
  expect(await withGroupMentions(directory, typed)).toEqual({ text: typed, unknown: [] });
});

test.each([
  ['who @dora', ['dora']],
  ['history @dora.meyer on prod-eu', ['dora.meyer']],
  ['kick @dora left the company', ['dora']],
  ['kick @dora, @omar both left', ['dora', 'omar']],
  ['block @dora 4h left', ['dora']],
  ['unblock @dora is back', ['dora']],
  ['kick bob as @dora asked for it', []],
  ['who dora', []],
])('%s names %j, whom nobody can mention', async (typed, meant) => {
  const { text, unknown } = await withGroupMentions(directory, typed);

  expect(handlesMeant(parseCommand(text, []), unknown)).toEqual(meant);
});
