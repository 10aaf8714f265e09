import { expect, test } from 'vitest';
import { handlesMeant, targetHandles, withGroupMentions } from '../../../src/slack/command/group-handles.ts';
import { parseCommand } from '../../../src/slack/command/parse-command.ts';
import { groupId } from '../../builders/ids.ts';
import { MemoryDirectory } from '../../doubles/memory-directory.ts';

const directory = new MemoryDirectory([], []);
for (const [id, handle] of [
  ['S0PLATFORM', 'platform'],
  ['S0OPS', 'ops-eu'],
  ['S0CORP', 'corp'],
  ['S0O', 'o'],
  ['S0E', 'e'],
  ['S0BOB', 'bob'],
] as const)
  directory.handles.set(groupId(id), handle);

const reading = (typed: string) => withGroupMentions(directory, typed, targetHandles(typed));

test.each([
  ['who @platform', 'who <!subteam^S0PLATFORM|@platform>'],
  ['@platform', '<!subteam^S0PLATFORM|@platform>'],
  ['who @Platform on prod-eu', 'who <!subteam^S0PLATFORM|@Platform> on prod-eu'],
  [
    'kick @ops-eu,@platform they said so',
    'kick <!subteam^S0OPS|@ops-eu>,<!subteam^S0PLATFORM|@platform> they said so',
  ],
  ['kick <@U0BOB|bob>, @ops-eu. stale', 'kick <@U0BOB|bob>, <!subteam^S0OPS|@ops-eu>. stale'],
  ['kick anna,@ops-eu stale', 'kick anna,<!subteam^S0OPS|@ops-eu> stale'],
  ['kick @platform, stale since noon', 'kick <!subteam^S0PLATFORM|@platform>, stale since noon'],
  ['history @platform', 'history <!subteam^S0PLATFORM|@platform>'],
  ['block @platform 4h stolen', 'block <!subteam^S0PLATFORM|@platform> 4h stolen'],
  ['kick *@ops-eu* stolen', 'kick <!subteam^S0OPS|@ops-eu> stolen'],
  [
    'kick _*@ops-eu*_, `@platform` stolen',
    'kick <!subteam^S0OPS|@ops-eu>, <!subteam^S0PLATFORM|@platform> stolen',
  ],
  ['who ~@ops-eu~!', 'who <!subteam^S0OPS|@ops-eu>!'],
])('%s reads like the mention %s', async (typed, mentioned) => {
  expect(await reading(typed)).toEqual({ text: mentioned, unknown: [] });
});

test.each([
  'who "@platform"',
  'who “@platform”',
  'who bob@platform',
  'who <mailto:bob@platform|bob@platform>',
  'who @platform@example.com',
  'who <!subteam^S0PLATFORM|@platform>',
  'who @',
  'kick @CORP\\anna stolen laptop',
  'kick @CORP\\<mailto:anna@corp.example|anna@corp.example> stolen',
  "kick @o'neil stolen laptop",
  'kick @o’neil stolen laptop',
  'kick @platform+spam@corp.example stolen',
  'kick @platform/anna stolen laptop',
  'kick @o\u200Bps stolen laptop',
  'kick @o\uFEFFps stolen laptop',
  `kick ${'@équipe'.normalize('NFD')} stolen laptop`,
  'kick @Bob\u00A0Baker stolen laptop',
  'kick bob,@CORP\\anna stolen laptop',
  'kick @platform!anna stolen',
])('%s holds no handle', async (typed) => {
  expect(targetHandles(typed)).toEqual([]);
  expect(await reading(typed)).toEqual({ text: typed, unknown: [] });
});

test.each([
  'kick <@U0BOB|bob> as @platform asked',
  'block <@U0BOB|bob> 4h as @platform asked',
  'kick bob as told by @nobody',
  'endpoints @platform',
  'xyzzy @platform',
  'kcik @platform left',
])('%s asks about no handle, since none is its target', (typed) => {
  expect(targetHandles(typed)).toEqual([]);
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
  const { text, unknown } = await reading(typed);

  expect(handlesMeant(parseCommand(text, []), unknown)).toEqual(meant);
});
