import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { answerAnywhereTo } from './support/answer-anywhere.ts';
import { acmeConfig } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { endElsewhere } from './support/end-elsewhere.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('a connection is terminated once, whoever presses and however late', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    // Long enough that whoever comes second finds the session still ending.
    workspace = await openTestWorkspace({ ec2: { terminationMs: 1_500 } });
  });
  afterAll(() => workspace?.close());

  it('two simultaneous presses make one Terminate call and one outcome, and the later person learns who was first', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    const pressing = ['helga', 'omar'] as const;
    const modals = await Promise.all(
      pressing.map(async (name) => {
        const person = workspace.as(name);
        const list = await person.in('helpdesk').asks('/vpn who @bob');
        await person.presses(list, ({ value }) => value.includes(session));
        return { person, modal: await person.modal() };
      }),
    );

    await Promise.all(
      modals.map(({ person, modal }) => person.submits(modal, { reason: 'both of us saw it' })),
    );
    await workspace
      .as('helga')
      .in('audit')
      .sees('the end', (m) => isEndOf('bob@example.com', m));
    const entries = await workspace.entries();

    expect(workspace.terminations(session)).toHaveLength(1);
    expect(kindsOf(entries, 'finished')).toHaveLength(1);
    expect(kindsOf(entries, 'confirmed')).toHaveLength(1);
    const first = kindsOf(entries, 'finished')[0]?.actor.id;
    const late = pressing.map((name) => workspace.as(name)).find(({ id }) => id !== first);
    expect(kindsOf(entries, 'refused').map(({ actor }) => actor.id)).toEqual([late?.id]);
    const told = await late
      ?.inDirectMessage()
      .sees('who was first', ({ text }) => text.includes('started terminating these connections'));
    expect(told?.text).toContain(`<@${first}>`);
  });

  it('a submission that Slack delivers again terminates nothing again', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'zoe@example.com');
    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    await helga.submits(await helga.modal(), { reason: 'delivered twice' });

    workspace.slack.control.redeliver(workspace.slack.control.deliveries().length);
    await helga.in('audit').sees('the end', (m) => isEndOf('zoe@example.com', m));

    const entries = (await workspace.entries()).filter(({ target }) => target === 'zoe@example.com');
    expect(workspace.terminations(session)).toHaveLength(1);
    expect(kindsOf(entries, 'finished')).toHaveLength(1);
  });

  it('a button of a connection that has ended says so, and makes no call', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'ada@example.com');
    const list = await helga.in('helpdesk').asks('/vpn who ada@example.com');
    await endElsewhere(workspace.ec2, 'prod-eu', session);

    const answer = await answerAnywhereTo(helga, () =>
      helga.presses(list, ({ value }) => value.includes(session)),
    );

    expect(answer).toContain('already ended');
    expect(workspace.terminations(session)).toHaveLength(0);
  });

  it('a modal of a connection that has ended makes no call, and its person is told even while away', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'ben@example.com');
    const list = await helga.in('helpdesk').asks('/vpn who ben@example.com');
    await helga.presses(list, ({ value }) => value.includes(session));
    const modal = await helga.modal();
    await endElsewhere(workspace.ec2, 'prod-eu', session);
    workspace.slack.control.changePerson({ id: helga.id, isAway: true });

    const answer = await helga
      .inDirectMessage()
      .answerTo(() => helga.submits(modal, { reason: 'too late by a moment' }));

    workspace.slack.control.changePerson({ id: helga.id, isAway: false });

    expect(textOf(answer)).toContain('already ended');
    expect(workspace.terminations(session)).toHaveLength(0);
  });

  it('an expired list opens no modal', async () => {
    const helga = workspace.as('helga');
    workspace.connect('prod-eu', 'cleo@example.com');
    await workspace.restart({ kick: { ...acmeConfig.kick, listExpires: '1s' } });
    const list = await helga.in('helpdesk').asks('/vpn who cleo@example.com');
    const madeAt = Date.now();
    await eventually('the list growing old', () => (Date.now() - madeAt > 1_000 ? true : undefined));

    const answer = await helga
      .in('helpdesk')
      .answerTo(() => helga.presses(list, ({ actionId }) => actionId === 'terminate'));

    expect(textOf(answer)).toContain('is out of date');
  });
});

function isEndOf(name: string, { text }: Message): boolean {
  return tellsOfTermination(text) && text.includes(name);
}

function kindsOf(entries: readonly AuditEntry[], wanted: AuditEntry['kind']): readonly AuditEntry[] {
  return entries.filter(({ kind }) => kind === wanted);
}
