import { WebAPIPlatformError } from '@slack/web-api';
import { Failure } from '../core/failure.ts';

/** Slack's own word for why it refused a call, such as `channel_not_found`; undefined when it did not answer so. */
export function slackRefusal(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Translates what a call to Slack threw. */
export function failureFromSlack(error: unknown, during: string): Failure {
  const refusal = slackRefusal(error);
  return refusal === undefined
    ? new Failure('slack_unreachable', `${during}: Slack did not answer`, { cause: error })
    : new Failure('slack_refused', `${during}: Slack refused with ${refusal}`, { cause: error });
}
