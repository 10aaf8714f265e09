import { type Finding, type Fix, type Looked, wrong } from '../../core/finding.ts';

export const invite: Fix = { step: 'type in the channel', exact: '/invite @bouncer' };

/** Why Slack tells nothing of a channel, by its own word. @see https://docs.slack.dev/reference/methods/conversations.info */
export function refusedChannel(looked: Looked, word: string): Finding {
  switch (word) {
    case 'channel_not_found':
      return wrong(
        looked,
        'Slack shows the bot no such channel: it is private and the bot is not in it, or the id is wrong',
        { ...invite, step: 'correct its id in the configuration, or type in the channel' },
      );
    case 'missing_scope':
      return wrong(looked, 'Slack may not tell about it: a scope is missing', {
        step: 'add the scopes that the line about scopes names',
      });
    default:
      return wrong(looked, `Slack does not tell about it: ${word}`, {
        step: 'the word is explained at docs.slack.dev/reference/methods/conversations.info',
      });
  }
}
