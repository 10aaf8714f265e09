import { expect, test } from 'vitest';
import { acme } from '../../emulators/slack/acme.ts';
import { acmeOnGrid } from '../../emulators/slack/acme-on-grid.ts';
import { identifyBot } from '../../src/slack/identify-bot.ts';
import { aWorkspace } from './a-workspace.ts';

test.each([acme, acmeOnGrid])(
  'the token of an app in a workspace tells whose members may use it',
  async (content) => {
    const { reading, slack } = await aWorkspace({ content });

    expect(await identifyBot(reading, slack.botToken)).toMatchObject({ home: 'T0ACME', workspace: 'Acme' });
  },
);

test('the token of an app in a whole organization is refused: it names no workspace', async () => {
  const { reading, slack } = await aWorkspace({ content: { ...acme, team: { ...acme.team, id: 'E0ACME' } } });

  await expect(identifyBot(reading, slack.botToken)).rejects.toMatchObject({ code: 'slack_refused' });
});
