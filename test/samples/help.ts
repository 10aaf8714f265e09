import { commandHelpView, helpView } from '../../src/features/help/messages.ts';
import { subCommands } from '../../src/slack/command/parse-command.ts';
import { aHelp } from '../builders/a-help.ts';
import { botNames } from '../builders/bot-names.ts';
import { channelId } from '../builders/ids.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

const all = aHelp({ mayBreakGlass: true });
const secops = aChannelRule({ id: channelId('C0SECOPS') });

export const helpSamples = {
  messages: {
    helpView: [
      helpView(all, botNames),
      helpView(
        aHelp({
          granted: ['self', 'see', 'kick'],
          elsewhere: [{ rule: secops, grants: ['kick-many', 'block', 'audit'] }],
        }),
        botNames,
      ),
      helpView(aHelp({ granted: ['self'], endpoint: undefined }), botNames),
      helpView(aHelp({ granted: [], endpoint: undefined }), botNames),
    ],
    commandHelpView: [
      ...subCommands
        .filter((topic) => topic !== 'help')
        .map((topic) => commandHelpView(topic, all, botNames)),
      commandHelpView('block', aHelp({ granted: ['see'] }), botNames),
    ],
  },
} satisfies Samples;
