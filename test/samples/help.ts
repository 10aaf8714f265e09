import { channelGrants } from '../../src/domain/rules.ts';
import { helpView } from '../../src/features/help/messages.ts';
import { botNames } from '../builders/bot-names.ts';
import { aChannelRule } from '../builders/some-rules.ts';
import type { Samples } from './sample.ts';

export const helpSamples = {
  messages: {
    helpView: [helpView([], [aChannelRule()], botNames), helpView(['self', ...channelGrants], [], botNames)],
  },
} satisfies Samples;
