import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { acmeConfig } from './support/bot-config.ts';
import { elementsOf, terminateButtons, textOf } from './support/elements.ts';
import { endElsewhere } from './support/end-elsewhere.ts';
import { forge } from './support/forge.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('people see who is connected', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;
  let lena: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    helga = workspace.as('helga');
    lena = workspace.as('lena');
    for (let number = 1; number <= 26; number += 1)
      workspace.connect('prod-eu', `user-${number}@example.com`);
    workspace.connect('prod-us', 'bob@example.com');
    workspace.connect('lab', 'anna-laptop.example.com');
  });
  afterAll(() => workspace?.close());

  it('everyone is listed exactly once, page by page, and back', async () => {
    const first = await helga.in('helpdesk').asks('/vpn who');
    const second = await helga.turns(first, isNext);
    const third = await helga.turns(second, isNext);
    const secondAgain = await helga.turns(third, ({ actionId }) => actionId === 'list_previous');

    const rows = [first, second, third].map(rowsOf);
    expect(rows.map(({ length }) => length)).toEqual([10, 10, 8]);
    expect(new Set(rows.flat()).size).toBe(28);
    expect(elementsOf(third).some(isNext)).toBe(false);
    expect(rowsOf(secondAgain)).toEqual(rows[1]);
  });

  it('the filter selects one endpoint, and can be removed', async () => {
    const all = await helga.in('helpdesk').asks('/vpn who');
    const lab = await helga.turns(all, isFilter, 'lab');
    const allAgain = await helga.turns(lab, isFilter, '*');

    expect(namesOn(lab)).toEqual(['anna-laptop.example.com']);
    expect(rowsOf(allAgain)).toEqual(rowsOf(all));
  });

  it('a list can be limited to one endpoint by name, and an unknown name is corrected', async () => {
    const narrowed = await helga.in('helpdesk').asks('/vpn who on prod-us');
    const corrected = await helga.in('helpdesk').asks('/vpn who on prod-as');

    expect(namesOn(narrowed)).toEqual(['bob@example.com']);
    expect(textOf(corrected)).toContain('Did you mean');
  });

  it('a list can be sorted, and limited to connections of some age', async () => {
    workspace.connect('prod-us', 'sorted-early@example.com');
    // EC2 writes whole seconds.
    await setTimeout(1_100);
    workspace.connect('prod-us', 'sorted-late@example.com');

    const before = await helga.in('helpdesk').asks('/vpn who sorted newer than 30m');
    const longest = await helga.turns(before, ({ actionId }) => actionId === 'list_refresh');
    const newest = await helga.turns(longest, ({ actionId }) => actionId === 'list_sort', 'newest');
    const old = await helga.in('helpdesk').asks('/vpn who sorted older than 8h');

    expect(namesOn(longest)).toEqual(['sorted-early@example.com', 'sorted-late@example.com']);
    expect(namesOn(newest)).toEqual(['sorted-late@example.com', 'sorted-early@example.com']);
    expect(textOf(newest)).toContain('newer than 30 min');
    expect(textOf(old)).toContain('No connections matching “sorted” older than 8 h');
  });

  it('Refresh shows new connections', async () => {
    const before = await helga.in('helpdesk').asks('/vpn who newcomer');
    workspace.connect('prod-eu', 'newcomer@example.com');
    const after = await helga.turns(before, ({ actionId }) => actionId === 'list_refresh');

    expect(namesOn(before)).toEqual([]);
    expect(namesOn(after)).toEqual(['newcomer@example.com']);
  });

  it('a text finds names that contain it, and a person only that person', async () => {
    const text = await helga.in('helpdesk').asks('/vpn who user-2');
    const person = await helga.in('helpdesk').asks('/vpn who @bob');

    expect(rowsOf(text)).toHaveLength(8);
    expect(namesOn(person)).toEqual(['bob@example.com']);
  });

  it('a group shows which members are connected, may be connected by certificate, or were not found', async () => {
    const team = await lena.in('leads').asks('/vpn who @platform');

    const line = (title: string) =>
      textOf(team)
        .split('\n')
        .find((each) => each.includes(title));
    expect(textOf(team)).toContain('1 of 3 members connected');
    expect(textOf(team)).toContain('bob  *bob@example.com*');
    expect(line('*No exact match*')).toContain('lena');
    expect(line('*Possibly connected*')).toContain('anna (*anna-');
  });

  it('history shows ended connections, which the list no longer shows', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'gone@example.com');
    await endElsewhere(workspace.ec2, 'prod-eu', session);

    const past = await lena.in('leads').asks('/vpn history gone@example.com');
    const present = await lena.in('leads').asks('/vpn who gone');

    expect(namesOn(past)).toEqual(['gone@example.com']);
    expect(namesOn(present)).toEqual([]);
  });

  it('endpoints are shown with their number of connections and how people sign in', async () => {
    const report = await lena.in('leads').asks('/vpn endpoints');

    expect(textOf(report)).toContain('3 endpoints');
    expect(textOf(report)).toMatch(/\*lab\*.*1 connection\n.*certificates/);
  });

  it('Share posts the list for the whole channel, without buttons', async () => {
    const list = await lena.in('leads').asks('/vpn who @bob');
    await lena.presses(list, isShare);
    const shared = await helga.in('leads').sees('the shared list', ({ onlyFor }) => onlyFor === null);

    expect(textOf(shared)).toContain('bob@example.com');
    expect(textOf(shared)).toContain('shared by lena');
    expect(elementsOf(shared)).toEqual([]);
  });

  it('Share asks for an invitation to a public channel that the bot is not in', async () => {
    await workspace.restart({
      channels: [...acmeConfig.channels, { id: 'C0GENERAL', allow: ['see'], allowPublic: true }],
    });
    workspace.slack.control.changeChannel({ id: 'C0GENERAL', hasBot: false });
    const list = await helga.in('general').asks('/vpn who @bob');

    const answer = await helga.in('general').answerTo(() => helga.presses(list, isShare));

    expect(textOf(answer)).toContain('/invite @bouncer');
  });

  it('Share is denied where another organization can read', async () => {
    const list = await helga.in('partners').asks('/vpn who @bob');

    const answer = await helga.in('partners').answerTo(() => helga.presses(list, isShare));

    expect(textOf(answer)).toContain('shared with another organization');
    expect((await helga.in('partners').messages()).filter(({ onlyFor }) => onlyFor === null)).toEqual([]);
  });

  it.each(['list["history","everyone","",0]', 'list["me","everyone","",0]', 'list["who","everyone","",0]'])(
    'a Share that is forged with %s posts nothing there',
    async (blockId) => {
      const list = await helga.in('partners').asks('/vpn who @bob');
      await helga.in('partners').answerTo(() => helga.presses(list, isShare));

      const share = { type: 'button', action_id: 'list_share', block_id: blockId, value: '0' };
      const answer = await helga
        .in('partners')
        .answerTo(() => forge(workspace, (pressed) => ({ ...pressed, actions: [share] })));

      expect(textOf(answer)).toContain(':no_entry:');
      expect((await helga.in('partners').messages()).filter(({ onlyFor }) => onlyFor === null)).toEqual([]);
    },
  );
});

const isNext = ({ actionId }: { readonly actionId: string }) => actionId === 'list_next';
const isFilter = ({ actionId }: { readonly actionId: string }) => actionId === 'list_filter';
const isShare = ({ actionId }: { readonly actionId: string }) => actionId === 'list_share';

function rowsOf(list: Message): readonly string[] {
  return terminateButtons(list).map(({ beside }) => beside);
}

function namesOn(list: Message): readonly string[] {
  return [...textOf(list).matchAll(/\*([\w.-]+(?:@[\w.-]+)?)\* {2}(?:user name|certificate)/g)].map(
    ([, name = '']) => name,
  );
}
