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
    '%s names what this channel may do, and which channels may do more',
    async (command) => {
      const leads = await workspace.as('lena').in('leads').asks(command);
      const general = await workspace.as('lena').in('general').asks(command);

      expect(textOf(leads)).toContain('`/vpn who`');
      expect(textOf(general)).toContain('`/vpn me`');
      expect(textOf(general)).not.toContain('`/vpn who`');
      expect(textOf(general)).toContain('<#C0HELPDESK> (see, kick)');
    },
  );

  it.each([
    ['/vpn hwo', '/vpn who'],
    ['/vpn kcik @bob', '/vpn kick'],
    ['/vpn histroy', '/vpn history'],
  ])('%s gets: did you mean %s', async (typo, meant) => {
    const answer = await workspace.as('helga').in('helpdesk').asks(typo);

    expect(textOf(answer)).toContain(`Did you mean \`${meant}\``);
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
