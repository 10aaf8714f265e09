import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { Failure, type FailureCode } from '../domain/failure.ts';
import { systemTroubleOf, troubleText } from '../domain/system-trouble.ts';
import { isTokenError } from './slack-keys.ts';

/** Slack's error code for a refused call, such as `channel_not_found`; undefined if the error is not a refusal. */
export function slackRefusal(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

/** Translates an error from a Slack call. A failure inside it, such as unreadable keys, is returned unchanged. */
export function failureFromSlack(error: unknown, during: string): Failure {
  const inner = error instanceof Error && 'original' in error ? error.original : error;
  if (inner instanceof Failure) return inner;

  const denial = slackRefusal(error);
  if (denial !== undefined && !isWord(denial))
    return new Failure('slack_unintelligible', `${during}: something other than Slack answered`);
  return new Failure(codeFromSlack(error), `${during}: ${reasonOf(error, denial)}`, { cause: error });
}

/** Translates the HTTP status of an answer that is not one of the Web API, such as to an upload. */
export function failureFromSlackStatus(status: number, during: string): Failure {
  return new Failure(codeFromStatus(status), `${during}: Slack answered with status ${status}`);
}

function reasonOf(error: unknown, denial: string | undefined): string {
  if (denial !== undefined) return `Slack refused with ${denial}`;
  if (error instanceof WebAPIRateLimitedError) return 'Slack limited the rate';
  if (error instanceof WebAPIHTTPError) return `Slack answered with status ${error.statusCode}`;
  const trouble = systemTroubleOf(error);
  return trouble === undefined ? 'Slack did not answer' : `Slack did not answer: ${troubleText(trouble)}`;
}

function codeFromSlack(error: unknown): FailureCode {
  if (error instanceof WebAPIRateLimitedError) return 'slack_throttled';
  if (error instanceof WebAPIHTTPError) return codeFromStatus(error.statusCode);
  const denial = slackRefusal(error);
  return denial === undefined ? 'slack_unreachable' : codeFromRefusal(denial);
}

/** Slack refuses with status 200. Other statuses come from its servers, or from something in between. */
function codeFromStatus(status: number): FailureCode {
  if (status === 429) return 'slack_throttled';
  return status >= 500 ? 'slack_unreachable' : 'slack_unintelligible';
}

/** See https://docs.slack.dev/reference/methods/users.info, and the corresponding page of each method. */
function codeFromRefusal(word: string): FailureCode {
  if (isTokenError(word) || tokenWords.includes(word)) return 'slack_credentials';
  if (unknownWords.includes(word)) return 'slack_unknown';
  if (passingWords.includes(word)) return 'slack_unreachable';
  return word === 'ratelimited' ? 'slack_throttled' : 'slack_refused';
}

const tokenWords = ['not_authed', 'not_allowed_token_type'];
const unknownWords = [
  ...['user_not_found', 'users_not_found', 'user_not_visible', 'channel_not_found'],
  ...['no_such_subteam', 'subteam_not_found'],
];
const passingWords = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/** The client reports a proxy's page as a refusal whose code is the whole page. */
function isWord(denial: string): boolean {
  return /^\w{1,60}$/.test(denial);
}
