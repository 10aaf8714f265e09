import { Failure } from '../core/failure.ts';
import type { Clock } from '../ports/clock.ts';

const slackApiUrl = 'https://slack.com/api/';
const timeoutMs = 5_000;

/**
 * By how many milliseconds Slack's clock is ahead of ours, as the date of any answer tells to the second. The method
 * takes no token, so that a clock can be judged whatever is wrong with the token.
 *
 * @see https://docs.slack.dev/reference/methods/api.test
 * @throws {Failure} `slack_unreachable`
 */
export async function slackClockAheadMs(
  apiUrl = slackApiUrl,
  clock: Pick<Clock, 'now'>,
): Promise<number | undefined> {
  try {
    const answer = await fetch(`${apiUrl}api.test`, {
      method: 'POST',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const date = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(date) ? undefined : date - clock.now().getTime();
  } catch (error) {
    throw new Failure('slack_unreachable', 'ask Slack for the time', { cause: error });
  }
}
