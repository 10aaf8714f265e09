import type { FailureCode } from '../../domain/failure.ts';

/** Messages for people. Each sentence must be true wherever its code can occur, and says what to do next. */
const sentences = {
  aws_denied: 'AWS does not allow the bot to do this. An operator has to give its role the permission.',
  aws_endpoint_unknown:
    'AWS knows no such endpoint in this Region. An operator has to correct the endpoint’s id or region in the configuration.',
  aws_credentials: 'AWS does not accept the bot’s credentials. An operator has to renew them.',
  aws_credentials_missing:
    'The bot has no AWS credentials. An operator has to give it some; `doctor` says where they are looked for.',
  aws_credentials_unreadable:
    'The bot cannot read the file with its AWS credentials. An operator has to make it readable; `doctor` says which.',
  aws_throttled: 'AWS is limiting requests just now. Try again in a minute.',
  aws_unreachable: 'AWS could not be reached. Try again in a minute.',
  aws_unintelligible:
    'Something other than AWS answered, such as a proxy, and nothing is known from it. An operator has to check the way to AWS.',
  aws_too_many_at_once:
    'AWS can’t terminate that many of one user’s connections in one request. Select them individually.',
  aws_rejected: 'AWS refused the request. The log says why.',
  aws_unanswered: 'AWS did not answer, so it may or may not have happened. Look again before you rely on it.',
  slack_unreachable: 'Slack could not be reached for what this needs. Try again in a minute.',
  slack_unintelligible:
    'Something other than Slack answered, such as a proxy. An operator has to check the way to Slack.',
  slack_refused:
    'Slack refused something that this needs. An operator has to check the app’s scopes; the log says what.',
  slack_credentials: 'Slack does not accept the bot’s token. An operator has to renew it.',
  slack_throttled: 'Slack is limiting requests just now. Try again in a minute.',
  slack_unknown:
    'Slack knows no such person, group or channel. Check whom you named; it may have been removed since.',
  audit_unwritable:
    'The audit log cannot be written, and nothing is done without a record. Tell an operator at once.',
  store_unavailable: 'The bot’s store cannot be read or written. Tell an operator at once.',
  store_locked:
    'The audit log could not be written: another process keeps Bouncer’s database locked. Try again in a minute, and tell an operator if it is still locked.',
  store_full:
    'The audit log could not be written: the disk of Bouncer’s database is full. Tell an operator at once.',
  store_unanswered:
    'Bouncer’s table in DynamoDB does not answer. Try again in a minute, and tell an operator if it still does not.',
  store_throttled:
    'DynamoDB is limiting Bouncer’s requests just now. Try again in a minute, and tell an operator if it goes on.',
  store_unconfirmed:
    'Bouncer’s store stopped answering, so it could not be confirmed whether this was recorded. If it was, Bouncer goes on with it or closes it within minutes, and says so. Check the audit log before you ask again.',
  blocks_unavailable:
    'The list of blocks cannot be read or written, so do not count on any block. Tell an operator at once.',
  taken_over: 'Another process of the bot has gone on with this; its message tells the outcome.',
  interrupted: 'The bot was interrupted before it got to this, and did nothing. Ask for it again.',
  unexpected: 'Something went wrong that should not. Tell an operator; the log has the details.',
} as const satisfies Record<FailureCode, string>;

export function failureSentence(code: FailureCode): string {
  return sentences[code];
}
