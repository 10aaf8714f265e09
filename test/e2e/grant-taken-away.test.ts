import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, Modal } from '../../emulators/slack/protocol/client-protocol.ts';
import type { JsonObject } from '../../emulators/slack/protocol/json-object.ts';
import { answerAnywhereTo } from './support/answer-anywhere.ts';
import { textOf } from './support/elements.ts';
import { forge } from './support/forge.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const kicking = [
  { id: 'C0HELPDESK', name: 'helpdesk', allow: ['see', 'kick'] },
  { id: 'C0SECOPS', name: 'secops', allow: ['see', 'kick'] },
  { id: 'C0LEADS', name: 'leads', allow: ['see', 'kick'] },
];
const onlyLooking = kicking.map((channel) =>
  channel.name === 'helpdesk' ? { ...channel, allow: ['see'] } : channel,
);

describe('a modal’s permissions are checked again at its submission', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;
  let list: Message;
  let modals: Readonly<Record<'helga' | 'omar' | 'lena', Modal>>;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config: { channels: kicking } });
    workspace.connect('prod-eu', 'bob@example.com');
    helga = workspace.as('helga');
    list = await helga.in('helpdesk').asks('/vpn who');
    modals = {
      helga: await opened(helga, 'helpdesk'),
      omar: await opened(workspace.as('omar'), 'secops'),
      lena: await opened(workspace.as('lena'), 'leads'),
    };

    workspace.slack.control.changeChannel({ id: 'C0SECOPS', kind: 'public' });
    workspace.slack.control.changeChannel({ id: 'C0LEADS', isArchived: true });
    await workspace.restart({ channels: onlyLooking });
  });
  afterAll(() => workspace?.close());

  it.each([
    ['the channel lost the grant', 'helga', 'grant_missing (kick)'],
    ['the channel became public', 'omar', 'channel_public (kick)'],
    ['the channel was archived', 'lena', 'channel_archived (kick)'],
  ] as const)('%s: the submission is denied and recorded', async (_, name, detail) => {
    const person = workspace.as(name);

    const answer = await person
      .inDirectMessage()
      .answerTo(() => person.submits(modals[name], { reason: 'it was allowed before' }));

    const refused = (await workspace.entries()).at(-1);
    expect(refused).toMatchObject({ kind: 'refused', actor: { id: person.id }, detail });
    expect(textOf(answer)).toContain(':no_entry:');
    expect(workspace.terminations()).toEqual([]);
  });

  it('the button of an earlier list opens no modal any more', async () => {
    const answer = await answerAnywhereTo(helga, () =>
      helga.presses(list, ({ actionId }) => actionId === 'terminate'),
    );

    const refused = (await workspace.entries()).at(-1);
    expect(refused).toMatchObject({ kind: 'refused', target: expect.stringMatching(/^cvpn-connection-/) });
    // #secops has the grant, but it would deny her too, and she isn't in it.
    expect(answer).toContain('You can’t terminate connections');
    expect(answer).not.toContain('C0SECOPS');
    expect(workspace.terminations()).toEqual([]);
  });
});

describe('a person outside a private channel cannot act in it', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config: { channels: kicking } });
    workspace.connect('prod-eu', 'bob@example.com');
    helga = workspace.as('helga');
  });
  afterAll(() => workspace?.close());

  it('a modal of a person who was removed from the channel terminates nothing', async () => {
    const modal = await opened(helga, 'helpdesk');
    workspace.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0OMAR'] });

    const answer = await helga
      .inDirectMessage()
      .answerTo(() => helga.submits(modal, { reason: 'I was a member before' }));

    expect(textOf(answer)).toContain('because you’re not a member');
    expect((await workspace.entries()).at(-1)).toMatchObject({
      kind: 'refused',
      actor: { id: helga.id },
      channel: { id: 'C0HELPDESK' },
      detail: 'membership_missing (kick)',
    });
    expect(workspace.terminations()).toEqual([]);
  });

  it('a submission that names someone else’s channel is denied', async () => {
    const lena = workspace.as('lena');
    const asLena = ({ view, ...payload }: JsonObject) => ({
      ...payload,
      user: { id: lena.id, team_id: 'T0ACME' },
      view: { ...Object(view), id: 'V0FORGED', private_metadata: inSecops(Object(view).private_metadata) },
    });

    const answer = await lena.inDirectMessage().answerTo(() => forge(workspace, asLena));

    expect(textOf(answer)).toContain('because you’re not a member');
    expect((await workspace.entries()).at(-1)).toMatchObject({
      kind: 'refused',
      actor: { id: lena.id },
      channel: { id: 'C0SECOPS' },
      detail: 'membership_missing (kick)',
    });
    expect(workspace.terminations()).toEqual([]);
  });

  it('no one can act in a channel while Slack does not return its members', async () => {
    const omar = workspace.as('omar');
    const modal = await opened(omar, 'secops');
    const fault = { kind: 'error', error: 'fetch_members_failed' } as const;
    workspace.slack.control.orderFault({ method: 'conversations.members', times: null, fault });

    const answer = await omar
      .inDirectMessage()
      .answerTo(() => omar.submits(modal, { reason: 'Slack is not well' }));
    workspace.slack.control.endFaults();

    expect(textOf(answer)).toContain('Try again in a minute');
    expect((await workspace.entries()).at(-1)).toMatchObject({ detail: 'membership_unverifiable (kick)' });
    expect(workspace.terminations()).toEqual([]);
  });
});

function inSecops(metadata: unknown): string {
  return String(metadata).replace('C0HELPDESK', 'C0SECOPS');
}

async function opened(person: PersonAtWork, channel: 'helpdesk' | 'secops' | 'leads'): Promise<Modal> {
  await person.in(channel).types('/vpn kick bob@example.com');
  return person.modal();
}
