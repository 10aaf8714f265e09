import type { FailureCode } from '../../domain/failure.ts';

/** Messages for people. Each sentence must be true wherever its code can occur, and says what to do next. */
const sentences = {
  aws_denied: 'AWS denied access. Ask an operator to grant Bouncer’s role the permission.',
  aws_endpoint_unknown:
    'AWS can’t find this endpoint. Ask an operator to check its ID and Region in the configuration.',
  aws_credentials: 'AWS rejected Bouncer’s credentials. Ask an operator to renew them.',
  aws_credentials_missing:
    'Bouncer has no AWS credentials. Ask an operator to run `doctor`, which shows where they’re expected.',
  aws_credentials_unreadable:
    'Bouncer can’t read its AWS credentials file. Ask an operator to run `doctor`, which names the file.',
  aws_throttled: 'AWS is throttling requests. Try again in a minute.',
  aws_unreachable: 'AWS can’t be reached. Try again in a minute.',
  aws_unintelligible:
    'The response didn’t come from AWS, but perhaps from a proxy. Ask an operator to check the network.',
  aws_too_many_at_once:
    'AWS can’t terminate that many of one user’s connections in one request. Select them individually.',
  aws_rejected: 'AWS rejected the request. Ask an operator to check Bouncer’s logs.',
  aws_unanswered:
    'AWS didn’t respond, so the request may or may not have succeeded. Check who is connected before you try again.',
  slack_unreachable: 'Slack’s API can’t be reached. Try again in a minute.',
  slack_unintelligible:
    'The response didn’t come from Slack, but perhaps from a proxy. Ask an operator to check the network.',
  slack_refused:
    'Slack rejected a request. Ask an operator to check the app’s scopes; Bouncer’s logs have the details.',
  slack_credentials: 'Slack rejected Bouncer’s token. Ask an operator to renew it.',
  slack_throttled: 'Slack is limiting requests. Try again in a minute.',
  slack_unknown: 'Slack can’t find this person, group or channel. It may have been removed.',
  audit_unwritable:
    'Bouncer can’t write to the audit log and takes no action without it. Tell an operator at once.',
  store_unavailable: 'Bouncer can’t read or write its database. Tell an operator at once.',
  store_locked:
    'Bouncer couldn’t write to the audit log: another process is locking the database. Try again in a minute, and tell an operator if this continues.',
  store_full:
    'Bouncer couldn’t write to the audit log: the disk of its database is full. Tell an operator at once.',
  store_unanswered:
    'Bouncer’s DynamoDB table isn’t responding. Try again in a minute, and tell an operator if this continues.',
  store_throttled:
    'DynamoDB is throttling Bouncer’s requests. Try again in a minute, and tell an operator if this continues.',
  store_unconfirmed:
    'Bouncer’s database stopped responding, so Bouncer can’t tell whether this request was recorded. If it was, its result appears within a few minutes. Check the audit log before you try again.',
  blocks_unavailable:
    'Bouncer can’t read or write the list of blocks, so don’t rely on any block. Tell an operator at once.',
  history_unavailable:
    'Bouncer can’t read or write its connection history at the moment. Kicks and blocks aren’t affected. Try again in a minute.',
  taken_over: 'Another Bouncer process is continuing this. See its message for the outcome.',
  interrupted: 'Bouncer was interrupted before it started this, so no action was taken. Try again.',
  unexpected: 'Something went wrong. Tell an operator; Bouncer’s logs have the details.',
} as const satisfies Record<FailureCode, string>;

export function failureSentence(code: FailureCode): string {
  return sentences[code];
}
