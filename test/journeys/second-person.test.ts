import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/client-protocol.ts';
import type { AuditEntry } from '../../src/core/audit-entry.ts';
import { type BotProcess, startBot } from './support/bot-process.ts';
import { type Company, openCompany } from './support/company.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { forge } from './support/forge.ts';
import { holdBack } from './support/hold-back.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { openLambdaCompany } from './support/lambda/lambda-company.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';

const later = fileURLToPath(new URL('./support/eleven-minutes-later.ts', import.meta.url));

describe.each([
  { way: 'over a socket', open: () => openCompany({ transport: 'socket' }) },
  { way: 'over HTTP', open: () => openCompany({ transport: 'http' }) },
  { way: 'and recorded in DynamoDB', open: () => openCompany({ store: 'dynamodb' }) },
  { way: 'on AWS', open: () => openLambdaCompany() },
])('a second person, $way', { timeout: 60_000 }, ({ open }) => {
  let company: Company;
  let scene: Scene;

  beforeAll(async () => {
    company = await open();
    scene = sceneIn(company);
  });
  afterAll(() => company.close());

  it('the modal says beforehand that one is needed; when Omar approves, the session ends in both names', async () => {
    const [session = ''] = company.connect('prod-eu', 'svc-backup@example.com');
    const { helga, omar } = scene;
    await helga.in('helpdesk').types('/vpn kick svc-backup@example.com');
    const modal = await helga.modal();
    expect(textOf(modal)).toContain('A second person is needed');
    await helga.submits(modal, { reason: 'the key leaked' });
    const request = await scene.request('svc-backup@example.com');
    expect(company.terminations(session)).toEqual([]);

    await omar.presses(request, ({ actionId }) => actionId === 'approve');
    await scene.sees(omar, 'helpdesk', 'Ended: 1 session of svc-backup@example.com');
    // The message is a moment ahead of the record.
    await eventually('the record of it', () => scene.kindsAbout('svc-backup@example.com', 'confirmed'));

    expect(company.terminations(session)).toHaveLength(1);
    const entries = await scene.entriesAbout('svc-backup@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['approval-requested', 'approved', 'requested', 'finished', 'confirmed'],
    ]);
    for (const { actor, detail } of entries.slice(2)) {
      expect(actor.id).toBe('U0HELGA');
      expect(detail).toContain('approved by omar (U0OMAR)');
    }
    await scene.sees(omar, 'audit', 'Approved by a second person');
    expect(elementsOf(await scene.message(request))).toEqual([]);
  });
});

describe('a request for a second person', { timeout: 60_000 }, () => {
  let company: Company;
  let scene: Scene;

  beforeAll(async () => {
    company = await openCompany();
    company.slack.control.changeChannel({
      id: 'C0HELPDESK',
      members: ['U0HELGA', 'U0OMAR', 'U0ANNA', 'U0GUS'],
    });
    scene = sceneIn(company);
  });
  afterAll(() => company.close());

  it('is not approved by the one who asked, nor by a guest; both are on record, and it stays open', async () => {
    const { helga, omar } = scene;
    const request = await scene.asked('svc-mail@example.com');

    const own = await helga.in('helpdesk').answerTo(() => helga.presses(request, isApprove));
    const guest = company.as('gus');
    const refused = await guest.in('helpdesk').answerTo(() => guest.presses(request, isApprove));

    expect(textOf(own)).toContain('somebody else has to approve it');
    expect(textOf(refused)).toContain('Guests may not');
    const details = (await scene.entriesAbout('svc-mail@example.com')).map(({ detail }) => detail);
    expect(details.slice(1)).toEqual(['approval_own (kick)', 'person_guest (kick)']);
    expect(company.terminations()).toEqual([]);
    await omar.presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', 'Ended: 1 session of svc-mail@example.com');
  });

  it('is not approved from another channel, though the button is forged', async () => {
    const { omar } = scene;
    const request = await scene.asked('svc-far@example.com');
    await omar.in('secops').asks('/vpn who');
    const other = await scene.asked('svc-near@example.com');
    await omar.presses(other, isApprove);
    await scene.sees(omar, 'helpdesk', 'Ended: 1 session of svc-near@example.com');

    scene.pressesLate(omar, request, 'C0SECOPS');
    const refused = await eventually('the refusal', async () =>
      (await scene.entriesAbout('svc-far@example.com')).find(({ kind }) => kind === 'refused'),
    );

    expect(refused).toMatchObject({ detail: 'approval_elsewhere (kick)', channel: { id: 'C0SECOPS' } });
    expect(textOf(await scene.message(request))).toContain('asks to end them');
  });

  it('approved by two at once is carried out once, and whoever comes later is told by whom', async () => {
    const { omar } = scene;
    const anna = company.as('anna');
    const request = await scene.asked('svc-two@example.com');

    await Promise.all([omar.presses(request, isApprove), anna.presses(request, isApprove)]);
    await scene.sees(omar, 'helpdesk', 'Ended: 1 session of svc-two@example.com');
    const again = await anna.in('helpdesk').answerTo(async () => scene.pressesLate(anna, request));

    const kinds = (await scene.entriesAbout('svc-two@example.com')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'approved')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(1);
    expect(textOf(again)).toContain('has approved this already');
  });

  it.each([
    ['with a reason', 'the backup is running'],
    ['without one', ''],
  ])('declined %s ends nothing', async (how, reason) => {
    const { omar } = scene;
    const name = `svc-${how.replaceAll(' ', '-')}@example.com`;
    const request = await scene.asked(name);

    await omar.presses(request, ({ actionId }) => actionId === 'decline');
    await omar.submits(await omar.modal(), { reason });
    await scene.sees(omar, 'helpdesk', `Declined: 1 session of ${name}`);

    expect(textOf(await scene.message(request))).toContain(reason);
    expect((await scene.entriesAbout(name)).at(-1)).toMatchObject({
      kind: 'declined',
      actor: { id: 'U0OMAR' },
    });
    const late = await omar.in('helpdesk').answerTo(async () => scene.pressesLate(omar, request));
    expect(textOf(late)).toContain('has declined this');
    expect(company.terminations(...scene.sessionsOf(name))).toEqual([]);
  });

  it('is taken back by the one who asked', async () => {
    const { helga } = scene;
    const request = await scene.asked('svc-regret@example.com');

    await helga.presses(request, ({ actionId }) => actionId === 'decline');
    await helga.submits(await helga.modal(), { reason: '' });
    await scene.sees(helga, 'helpdesk', 'Withdrawn: 1 session of svc-regret@example.com');

    expect((await scene.entriesAbout('svc-regret@example.com')).at(-1)).toMatchObject({ kind: 'withdrawn' });
  });

  it('for more sessions than the configuration says ends what is on when it is approved', async () => {
    const { helga, omar } = scene;
    const seen = company.connect('prod-eu', 'mallory@example.com', 6);
    await submitKick(helga, 'helpdesk', 'mallory@example.com', 'laptop was stolen');
    const request = await scene.request('mallory@example.com');
    const unseen = company.connect('prod-us', 'mallory@example.com');

    await omar.presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', 'Ended: 7 sessions of mallory@example.com');

    expect(company.terminations(...seen, ...unseen)).toHaveLength(7);
  });

  it('does not stand in the way of one’s own sessions', async () => {
    const bob = company.as('bob');
    company.connect('prod-eu', 'bob@example.com', 6);

    await bob.in('general').types('/vpn kick @bob');
    const modal = await bob.modal();
    await bob.submits(modal, { reason: 'left them open at home' });

    expect(textOf(modal)).not.toContain('second person');
    await eventually('the end', async () =>
      (await bob.inDirectMessage().messages()).find(({ text }) => text.startsWith('Ended: 6 sessions')),
    );
  });
});

describe('a request for a second person, with two processes on one record', { timeout: 60_000 }, () => {
  let company: Company;
  let scene: Scene;
  let other: BotProcess;

  beforeAll(async () => {
    company = await openCompany();
    company.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0OMAR', 'U0ANNA'] });
    other = await startBot(company.environment);
    scene = sceneIn(company);
  });
  afterAll(async () => {
    await other.stop();
    await company.close();
  });

  // Slack gives each request to one connection in turn, so that each process gets one of every two.
  it.each(['svc-one@example.com', 'svc-two@example.com', 'svc-three@example.com'])(
    'approved by two at once, %s is ended once, and one of them is told that it was decided',
    async (name) => {
      const request = await scene.asked(name);
      const approvers = [scene.omar, company.as('anna')];

      await Promise.all(approvers.map((approver) => approver.presses(request, isApprove)));
      await eventually('the end', async () => scene.kindsAbout(name, 'confirmed'));
      await eventually('the refusal', async () => scene.kindsAbout(name, 'refused'));

      const kinds = (await scene.entriesAbout(name)).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(
        ['approval-requested', 'approved', 'requested', 'finished', 'confirmed', 'refused'].toSorted(),
      );
      expect(company.terminations(...scene.sessionsOf(name))).toHaveLength(1);
    },
  );
});

describe('a request for a second person, across lives of the bot', { timeout: 90_000 }, () => {
  let company: Company;
  let scene: Scene;

  beforeAll(async () => {
    company = await openCompany();
    scene = sceneIn(company);
  });
  afterAll(() => company.close());

  it('is approved after a restart, in the message that the former process posted', async () => {
    const { omar } = scene;
    const request = await scene.asked('svc-night@example.com');
    await company.restart();

    await omar.presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', 'Ended: 1 session of svc-night@example.com');

    const posted = (await keyedMessages(company)).filter(({ key }) => key.startsWith('approval '));
    expect(posted).toHaveLength(1);
  });

  it('approved, and the bot killed before it could begin: the next one ends it, once, in both names', async () => {
    const { omar } = scene;
    const request = await scene.asked('svc-crash@example.com');
    const letGo = holdBack(company, 'requested');
    await omar.presses(request, isApprove);
    await eventually('the approval', async () =>
      (await scene.entriesAbout('svc-crash@example.com')).find(({ kind }) => kind === 'approved'),
    );

    await company.bot().stop('SIGKILL');
    letGo();
    await company.restart();
    await eventually('the end', async () => scene.kindsAbout('svc-crash@example.com', 'confirmed'), 45_000);

    const entries = await scene.entriesAbout('svc-crash@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['approval-requested', 'approved', 'requested', 'finished', 'confirmed'],
    ]);
    expect(entries.at(-1)?.detail).toContain('approved by omar (U0OMAR)');
    expect(company.terminations(...scene.sessionsOf('svc-crash@example.com'))).toHaveLength(1);
  });

  it('is refused when the configuration takes the grant away in between', async () => {
    const { omar } = scene;
    const request = await scene.asked('svc-rules@example.com');
    await company.restart({ channels: [{ id: 'C0HELPDESK', name: 'helpdesk', allow: ['see'] }] });

    const answer = await omar.in('helpdesk').answerTo(() => omar.presses(request, isApprove));

    expect(textOf(answer)).toContain('Missing: `kick`');
    expect(company.terminations(...scene.sessionsOf('svc-rules@example.com'))).toEqual([]);
    await company.restart();
  });

  it('lapses after ten minutes: its message says so, and whoever presses is told that it is too late', async () => {
    const { omar } = scene;
    const request = await scene.asked('svc-slow@example.com');
    await company.bot().stop();
    const bot = await startBot({ ...company.environment, NODE_OPTIONS: `--import=${later}` });

    await scene.sees(omar, 'helpdesk', 'Nobody decided in time: 1 session of svc-slow@example.com');
    const answer = await omar.in('helpdesk').answerTo(async () => scene.pressesLate(omar, request));
    await bot.stop();

    expect(textOf(answer)).toContain('Too late');
    const entries = await scene.entriesAbout('svc-slow@example.com');
    expect(entries.map(({ kind, detail }) => [kind, detail]).slice(1)).toEqual([
      ['approval-lapsed', 'nobody decided in time'],
      ['refused', 'approval_over (kick)'],
    ]);
    expect(company.terminations(...scene.sessionsOf('svc-slow@example.com'))).toEqual([]);
    expect(await company.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });
});

interface Scene {
  readonly helga: PersonAtWork;
  readonly omar: PersonAtWork;
  /** Somebody of this name connects, and Helga asks for the end of it. @returns The request's message. */
  asked(name: string): Promise<Message>;
  request(name: string): Promise<Message>;
  /** A message as it stands now. */
  message(message: Message): Promise<Message>;
  /** Somebody whose Slack still shows the button presses it: the request is forged from the latest real one. */
  pressesLate(person: PersonAtWork, request: Message, channel?: string): void;
  sees(person: PersonAtWork, channel: 'helpdesk' | 'audit', text: string): Promise<Message>;
  entriesAbout(name: string): Promise<readonly AuditEntry[]>;
  kindsAbout(name: string, wanted: AuditEntry['kind']): Promise<true | undefined>;
  sessionsOf(name: string): readonly string[];
}

function sceneIn(company: Company): Scene {
  const helga = company.as('helga');
  const sees: Scene['sees'] = (person, channel, text) =>
    person.in(channel).sees(`“${text}”`, (message) => message.text.startsWith(text));
  const request = (name: string) =>
    sees(helga, 'helpdesk', `A second person is needed: `).then(() =>
      helga
        .in('helpdesk')
        .sees(
          `the request about ${name}`,
          ({ text }) => text.startsWith('A second person is needed: ') && text.includes(name),
        ),
    );
  const entriesAbout = async (name: string) =>
    (await company.entries()).filter(({ target }) => target === name);

  return {
    helga,
    omar: company.as('omar'),
    request,
    sees,
    entriesAbout,
    async asked(name) {
      company.connect('prod-eu', name);
      await submitKick(helga, 'helpdesk', name, 'the key leaked');
      return request(name);
    },
    pressesLate({ id }, message, channel = message.channel) {
      const value = elementsOf(message).find(isApprove)?.value;
      forge(company.slack, 'interactive', ({ response_url: _, ...pressed }) => ({
        ...pressed,
        user: { id, team_id: 'T0ACME' },
        channel: { id: channel, name: 'privategroup' },
        actions: [{ type: 'button', block_id: 'approval', action_id: 'approve', value }],
      }));
    },
    async message({ ts }) {
      const now = (await helga.in('helpdesk').messages()).find((message) => message.ts === ts);
      if (now === undefined) throw new Error('The message is gone.');
      return now;
    },
    kindsAbout: async (name, wanted) =>
      (await entriesAbout(name)).some(({ kind }) => kind === wanted) || undefined,
    sessionsOf: (name) =>
      company.ec2.fleet().connections.flatMap(({ id, username }) => (username === name ? [id] : [])),
  };
}

function isApprove({ actionId }: { readonly actionId: string }): boolean {
  return actionId === 'approve';
}
