import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import { acmeConfig } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/** So slowly that a kick of many can be stopped; nobody needs a second person. */
const terminations = { burst: 2, perSecond: 5 };
const config = { kick: { ...acmeConfig.kick, approveAbove: 1_000 }, terminations };

describe('if #secops accepts no messages, Bouncer writes direct messages', () => {
  let workspace: TestWorkspace;
  let omar: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ config });
    omar = workspace.as('omar');
  });
  afterAll(() => workspace?.close());
  beforeEach(() => {
    workspace.slack.control.changeChannel({ id: 'C0SECOPS', isPostingRestricted: true });
  });

  it('and a kick there begins only after its actor was warned', async () => {
    const [session = ''] = workspace.connect('prod-us', 'ada@example.com');
    workspace.slack.control.changeChannel({ id: 'C0SECOPS', isPostingRestricted: false });
    await omar.in('secops').types('/vpn kick ada@example.com');
    const unaware = await omar.modal();
    workspace.slack.control.changeChannel({ id: 'C0SECOPS', isPostingRestricted: true });

    const answer = await omar
      .inDirectMessage()
      .answerTo(() => omar.submits(unaware, { reason: 'key stolen' }));
    expect(textOf(answer)).toContain('No action was taken');
    expect(workspace.terminations(session)).toEqual([]);
    expect((await workspace.entries()).filter(({ kind }) => kind === 'requested')).toEqual([]);

    await omar.in('secops').types('/vpn kick ada@example.com');
    const warned = await omar.modal();
    expect(textOf(warned)).toContain('can’t post in');
    await omar.submits(warned, { reason: 'key stolen' });

    await told(({ text }) => tellsOfTermination(text) && text.includes('ada@example.com'));
  });

  it('in which Stop stops the kick', async () => {
    for (let n = 0; n < 40; n += 1) workspace.connect('prod-eu', `user${n}@example.com`);
    await omar.in('secops').types('/vpn kick all on prod-eu');
    await omar.submits(await omar.modal(), { reason: 'key stolen', endpoint: 'prod-eu' });
    const underWay = await told(({ text }) =>
      /^Terminating 40 .*\n[\s\S]* of 40 terminated · (1[0-9]|2[0-9]) in progress/.test(text),
    );

    const answer = await omar
      .inDirectMessage()
      .answerTo(() => omar.presses(underWay, ({ actionId }) => actionId === 'kick_stop'));

    expect(textOf(answer)).toContain('Kick stopped');
    const stop = (await workspace.entries()).find(({ kind }) => kind === 'stopped');
    expect(stop).toMatchObject({ actor: { name: 'omar' }, channel: { id: 'C0SECOPS' } });
    await eventually('the end', async () => (await told(({ text }) => text.includes('skipped'))) && true);
  });

  const told = (isWanted: (message: Message) => boolean) =>
    omar.inDirectMessage().sees('the message', isWanted);
});
