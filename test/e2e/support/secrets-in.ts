import type { TestWorkspace } from './test-workspace.ts';

/** Of all that would let somebody else speak as the bot, what a text gives away: tokens, secrets, response_urls. */
export function secretsIn(text: string, { environment, slack }: TestWorkspace): readonly string[] {
  const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, AWS_SECRET_ACCESS_KEY } = environment;
  const urls = slack.control.deliveries().map(({ envelope }) => envelope.payload.response_url);

  return [SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, AWS_SECRET_ACCESS_KEY, ...urls]
    .filter((secret) => typeof secret === 'string')
    .filter((secret) => text.includes(secret));
}
