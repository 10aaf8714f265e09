import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { textOf } from './support/elements.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('Bouncer explains itself', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
  });
  afterAll(() => workspace?.close());

  it.each(['/vpn', '/vpn help'])(
    '%s shows what a person can do here, and what else in other channels that they are in',
    async (command) => {
      const leads = textOf(await workspace.as('lena').in('leads').asks(command));
      const general = textOf(await workspace.as('lena').in('general').asks(command));
      const helgas = textOf(await workspace.as('helga').in('general').asks(command));

      expect(leads).toContain('`/vpn who`');
      expect(leads).not.toContain('C0HELPDESK');
      expect(general).toContain('`/vpn me`');
      expect(general).not.toContain('`/vpn who`');
      expect(general).toContain('In <#C0LEADS>, you can also see who is connected.');
      expect(general).not.toContain('C0HELPDESK');
      expect(helgas).toContain(
        'In <#C0HELPDESK>, you can also see who is connected and terminate connections.',
      );
      expect(helgas).not.toContain('C0SECOPS');
    },
  );

  it('/vpn help kick shows every form of the command', async () => {
    const kick = textOf(await workspace.as('omar').in('secops').asks('/vpn help kick'));

    expect(kick).toContain('`/vpn kick @person on prod-eu laptop stolen`');
    expect(kick).not.toContain('`/vpn block');
  });

  it.each([
    ['/vpn hwo', '/vpn who'],
    ['/vpn kcik', '/vpn kick'],
    ['/vpn histroy', '/vpn history'],
  ])('%s gets: did you mean %s', async (typo, meant) => {
    const answer = await workspace.as('helga').in('helpdesk').asks(typo);

    expect(textOf(answer)).toContain(`Did you mean \`${meant}\``);
  });

  it('Continue opens the modal of the kick that was meant, with the reason, and terminates nothing by itself', async () => {
    const helga = workspace.as('helga');
    workspace.connect('prod-eu', 'bob@example.com');
    const question = await helga.in('helpdesk').asks('/vpn kcik @bob laptop was stolen');

    await helga.presses(question, ({ actionId }) => actionId === 'continue_command');
    const modal = await helga.modal();

    expect(textOf(question)).toContain('Did you mean `/vpn kick @bob laptop was stolen`?');
    expect(textOf(modal)).toContain('bob@example.com');
    expect(JSON.stringify(modal)).toContain('"initial_value":"laptop was stolen"');
    expect(workspace.terminations()).toEqual([]);
  });

  it('Run it, and a mention alone, show who is connected', async () => {
    const helga = workspace.as('helga');
    workspace.connect('prod-eu', 'joanna@example.com');
    const question = await helga.in('helpdesk').asks('/vpn hwo @joanna');

    const list = await helga
      .in('helpdesk')
      .answerTo(() => helga.presses(question, ({ actionId }) => actionId === 'run_command'));
    const alone = await helga.in('helpdesk').asks('/vpn @joanna');

    for (const text of [textOf(list), textOf(alone)]) expect(text).toContain('*joanna@example.com*');
  });

  it('a close name is shown, not kicked', async () => {
    workspace.connect('prod-eu', 'joanna@example.com');

    const answer = await answerAnywhere(
      workspace.as('helga'),
      'helpdesk',
      '/vpn kick anna too many sessions',
    );

    expect(answer).toContain('*joanna@example.com*');
    expect(workspace.terminations()).toEqual([]);
  });
});
