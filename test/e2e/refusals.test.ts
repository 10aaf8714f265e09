import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { answerAnywhere, answerAnywhereTo } from './support/answer-anywhere.ts';
import { acmeConfig } from './support/bot-config.ts';
import { terminateButtons, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { forge } from './support/forge.ts';
import type { ChannelName } from './support/person-at-work.ts';
import { openTestWorkspace, type PersonName, type TestWorkspace } from './support/test-workspace.ts';

const labIsNotForHelpdesk = acmeConfig.channels.map((channel) =>
  'name' in channel && channel.name === 'helpdesk' ? { ...channel, endpoints: ['prod-eu'] } : channel,
);

describe('an actor without permission is denied, and the denial is recorded', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({
      config: { channels: labIsNotForHelpdesk },
      // A forged press has the trigger of an earlier command, which a slow machine must not find expired.
      slack: { limits: { triggerMs: 60_000 } },
    });
    workspace.connect('prod-eu', 'bob@example.com');
    workspace.connect('lab', 'kiosk.example.com');
  });
  afterAll(() => workspace?.close());

  const bob = 'bob@example.com';
  it.each<[string, PersonName, ChannelName, string, string]>([
    ['a channel that only looks', 'lena', 'leads', bob, 'grant_missing (kick)'],
    ['a channel nobody configured', 'helga', 'general', bob, 'channel_unknown (kick)'],
    ['a guest in a channel that kicks', 'gus', 'helpdesk', bob, 'person_guest (kick)'],
    ['an outsider in a shared channel', 'otto', 'partners', bob, 'person_outsider (kick)'],
    ['a member in a shared channel', 'helga', 'partners', bob, 'channel_shared (kick)'],
    ['a private channel without the bot', 'omar', 'board', bob, 'channel_hidden (kick)'],
    ['an endpoint of others', 'helga', 'helpdesk', 'kiosk.example.com on lab', 'endpoint_elsewhere (kick)'],
  ])('%s: denied and recorded, and nothing is terminated', async (_, name, channel, targetRef, detail) => {
    const answer = await answerAnywhere(workspace.as(name), channel, `/vpn kick ${targetRef} because I can`);

    const refused = (await workspace.entries()).at(-1);
    expect(refused).toMatchObject({ kind: 'refused', actor: { id: workspace.as(name).id }, detail });
    expect(answer).toContain(':no_entry:');
    expect(workspace.terminations()).toEqual([]);
  });

  it('a private channel without the bot is told to invite it', async () => {
    const answer = await workspace.as('lena').in('board').asks('/vpn who');

    expect(textOf(answer)).toContain('/invite @bouncer');
  });

  it('a channel that may only look shows no Terminate button', async () => {
    const list = await workspace.as('lena').in('leads').asks('/vpn who');

    expect(textOf(list)).toContain(bob);
    expect(terminateButtons(list)).toEqual([]);
  });

  it('an outsider learns nothing about anyone', async () => {
    const answer = await workspace.as('otto').in('partners').asks('/vpn who');

    expect(textOf(answer)).toContain(':no_entry:');
    expect(textOf(answer)).not.toContain(bob);
  });

  it.each<[string, PersonName, string, string, string]>([
    ['an outsider', 'otto', 'T0PARTNER', 'C0SHARED', 'person_outsider (kick)'],
    ['someone whose account is deactivated', 'dora', 'T0ACME', 'C0HELPDESK', 'person_deactivated (kick)'],
    ['someone in a channel that only looks', 'lena', 'T0ACME', 'C0LEADS', 'grant_missing (kick)'],
  ])('a real button, pressed as %s, opens nothing', async (_, name, team, channel, detail) => {
    const helga = workspace.as('helga');
    const list = await helga.in('helpdesk').asks(`/vpn who ${bob}`);
    const before = (await helga.snapshot()).modal?.id;
    await helga.presses(list, ({ actionId }) => actionId === 'terminate');
    await helga.seesModal('the kick modal', (modal) => modal.id !== before && modal.submit !== null);
    const { id } = workspace.as(name);
    const known = await entriesOf(id);
    const command = workspace.slack.control
      .deliveries()
      .findLast(({ envelope }) => envelope.kind === 'slash_commands');

    const forged = () =>
      forge(workspace, (pressed) => ({
        ...pressed,
        trigger_id: String(command?.envelope.payload.trigger_id),
        user: { id, team_id: team },
        channel: { id: channel, name: 'privategroup' },
      }));
    // The answer goes where the press came from: to Helga, whose response_url and trigger it bears.
    const answer = await answerAnywhereTo(helga, forged);
    const refused = await eventually('the refusal', async () => (await entriesOf(id))[known.length]);

    expect(refused).toMatchObject({ kind: 'refused', channel: { id: channel }, detail });
    expect(answer).toContain(':no_entry:');
    expect(workspace.terminations()).toEqual([]);
  });

  async function entriesOf(person: string): Promise<readonly AuditEntry[]> {
    return (await workspace.entries()).filter(({ actor }) => actor.id === person);
  }
});
