import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { terminateButtons, textOf } from './support/elements.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('everyone can see and terminate their own connections in any channel', () => {
  let workspace: TestWorkspace;
  let bob: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    bob = workspace.as('bob');
  });
  afterAll(() => workspace?.close());

  it('in a public channel: the connection is terminated, and only its owner is told', async () => {
    const [mine = ''] = workspace.connect('prod-eu', 'bob@example.com');
    workspace.connect('prod-eu', 'anna@example.com');

    const list = await bob.in('general').asks('/vpn me');
    await bob.presses(list, ({ value }) => value.includes(mine));
    await bob.submits(await bob.modal(), { reason: 'left it on at home' });
    const told = await bob
      .inDirectMessage()
      .sees('the end', (m) => tellsOfTermination(m.text) && textOf(m).includes(shortOf(mine)));

    expect(terminateButtons(list)).toHaveLength(1);
    expect(textOf(list)).not.toContain('anna');
    expect(textOf(told)).toContain('active → terminating → terminated');
    expect(workspace.terminations(mine)).toHaveLength(1);
    const inPublic = await workspace.as('anna').in('general').messages();
    expect(inPublic).toEqual([]);
  });

  it('a person without a connection is told so', async () => {
    const answer = await workspace.as('joanna').in('general').asks('/vpn me');

    expect(textOf(answer)).toContain('You aren’t connected');
  });

  it('another person’s connection is denied in any channel', async () => {
    const [hers = ''] = workspace.connect('prod-eu', 'mallory@example.com');

    const answer = await answerAnywhere(bob, 'general', `/vpn kick ${hers} not mine`);

    expect(answer).toContain(':no_entry:');
    expect(workspace.terminations(hers)).toEqual([]);
    expect((await workspace.entries()).at(-1)).toMatchObject({ kind: 'refused', target: hers });
  });

  it('a person with an unconfirmed address sees nothing of its owner, and is told what to do', async () => {
    const eve = workspace.as('eve');
    const [annas = ''] = workspace.connect('prod-eu', 'anna@example.com');

    const own = await eve.in('general').asks('/vpn me');
    const byName = await answerAnywhere(eve, 'general', '/vpn kick anna@example.com that is my address');
    const asTarget = await answerAnywhere(workspace.as('helga'), 'helpdesk', '/vpn kick @eve who is that?');

    expect(textOf(own)).toContain('Slack hasn’t confirmed your email address');
    expect(textOf(own)).not.toContain(shortOf(annas));
    expect(byName).toContain(':no_entry:');
    expect(asTarget).toContain(`Slack hasn’t confirmed the email address of <@${eve.id}>`);
    expect(workspace.terminations(annas)).toEqual([]);
  });

  it('a guest has no connections of their own', async () => {
    const answer = await workspace.as('gus').in('general').asks('/vpn me');

    expect(textOf(answer)).toContain(':no_entry:');
  });
});

function shortOf(connection: string): string {
  return connection.slice(-6);
}
