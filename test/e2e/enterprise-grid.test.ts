import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeOnGrid } from '../../emulators/slack/acme-on-grid.ts';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { acmeConfig } from './support/bot-config.ts';
import { terminateButtons, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import type { ChannelName } from './support/person-at-work.ts';
import { openTestWorkspace, type PersonName, type TestWorkspace } from './support/test-workspace.ts';

const companyDesk = { id: 'C0ORGDESK', name: 'company-helpdesk', allow: ['see', 'kick'] };

describe('on Enterprise Grid', () => {
  let workspace: TestWorkspace;
  let connection: string;

  beforeAll(async () => {
    const channels = [...acmeConfig.channels, companyDesk];
    workspace = await openTestWorkspace({ slack: { content: acmeOnGrid }, config: { channels } });
  });
  beforeEach(() => {
    [connection = ''] = workspace.connect('prod-eu', 'bob@example.com');
  });
  afterAll(() => workspace?.close());

  it.each<[string, PersonName]>([
    ['a member whose home is another workspace of the company', 'greta'],
    ['a member whose home is this workspace', 'helga'],
  ])('%s sees who is connected and terminates a connection', async (_, name) => {
    const list = await workspace.as(name).in('helpdesk').asks('/vpn who bob@example.com');
    expect(textOf(list)).toContain('bob@example.com');

    expect(await kicks(name, 'helpdesk')).toMatchObject({ actor: { id: workspace.as(name).id } });
  });

  it.each<[string, PersonName, ChannelName, string]>([
    ['a colleague who does not belong to this workspace', 'nils', 'company', 'person_outsider (kick)'],
    [
      'a stranger of Slack Connect whose organization is on a Grid too',
      'otto',
      'partners',
      'person_outsider (kick)',
    ],
    ['a member in a channel of several workspaces', 'greta', 'company', 'channel_org_shared (kick)'],
  ])('%s is denied', async (_, name, channel, detail) => {
    const answer = await answerAnywhere(workspace.as(name), channel, '/vpn kick bob@example.com it hangs');

    expect(answer).toContain(':no_entry:');
    const { id } = workspace.as(name);
    // An earlier kick may be confirmed meanwhile.
    const theirs = (await workspace.entries()).filter(({ actor }) => actor.id === id);
    expect(theirs.at(-1)).toMatchObject({ kind: 'refused', detail });
    expect(workspace.terminations(connection)).toEqual([]);
  });

  it('a channel of several workspaces is allowed by its setting, to members of this workspace only', async () => {
    await workspace.restart({ channels: [...acmeConfig.channels, { ...companyDesk, allowOrgShared: true }] });

    expect(await kicks('greta', 'company')).toMatchObject({ actor: { id: 'W0GRETA' } });
    const answer = await workspace.as('nils').in('company').asks('/vpn who');
    expect(textOf(answer)).toContain(':no_entry:');
  });

  /** Presses Terminate in a list and submits the modal. @returns The entry that says what became of it. */
  async function kicks(name: PersonName, channel: ChannelName) {
    const person = workspace.as(name);
    const list = await person.in(channel).asks('/vpn who bob@example.com');
    const button = terminateButtons(list).find(({ value }) => value.includes(connection));
    await person.presses(list, ({ blockId }) => blockId === button?.blockId);
    await person.submits(await person.modal(), { reason: 'it hangs' });
    return eventually('the end of the connection', async () =>
      (await workspace.entries()).findLast(
        ({ kind, connections = [] }) =>
          kind === 'finished' && connections.some(({ id }) => id === connection),
      ),
    );
  }
});
