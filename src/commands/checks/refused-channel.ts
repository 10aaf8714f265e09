import { type Finding, type Fix, type Looked, wrong } from '../../core/finding.ts';
import type { WorkspaceCheckup } from '../../ports/workspace-checkup.ts';

/** How the bot gets into a channel, by the name that it has in the workspace. */
export async function invitation(workspace: WorkspaceCheckup): Promise<Fix> {
  const bot = await workspace.bot();
  return bot.kind === 'answered'
    ? { step: 'type in the channel', exact: `/invite @${bot.value.name}` }
    : { step: 'invite the bot to the channel' };
}

/** Why Slack tells nothing of a channel, by its own word. @see https://docs.slack.dev/reference/methods/conversations.info */
export async function refusedChannel(
  workspace: WorkspaceCheckup,
  looked: Looked,
  word: string,
): Promise<Finding> {
  switch (word) {
    case 'channel_not_found': {
      const { step, exact } = await invitation(workspace);
      return wrong(
        looked,
        'Slack shows the bot no such channel: it is private and the bot is not in it, or the id is wrong',
        { step: `correct its id in the configuration, or ${step}`, ...(exact !== undefined && { exact }) },
      );
    }
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
