import { type Failure, type FailureCode, failureFrom } from '../../core/failure.ts';
import { type Finding, type Fix, type Looked, wrong } from '../../core/finding.ts';
import type { Clock } from '../../ports/clock.ts';

/** Somebody waits for all of it; an adapter that is not through by then has run out of its own patience long ago. */
export const checkLimitMs = 12_000;

/** Runs one check within a time limit. It never throws: what went wrong is what was found. */
export async function attempt(
  clock: Pick<Clock, 'sleep'>,
  looked: Looked,
  check: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const timeUp = clock.sleep(checkLimitMs).then(() => [unanswered(looked)]);
  try {
    return await Promise.race([check(), timeUp]);
  } catch (error) {
    return [failed(looked, failureFrom(error))];
  }
}

/** What a failure says about the set-up. AWS' own messages are left out: they may quote what signed the request. */
export function failed(looked: Looked, failure: Failure): Finding {
  const remedy = remedies[failure.code];
  const says = 'says' in remedy ? remedy.says + causeText(failure) : failure.message;
  return wrong(looked, says, remedy.fix);
}

function unanswered(looked: Looked): Finding {
  return wrong(looked, `there was no answer within ${checkLimitMs / 1_000} s`, again);
}

function causeText({ cause }: Failure): string {
  return cause instanceof Error ? ` (${cause.name})` : '';
}

const again: Fix = { step: 'run doctor again in a minute' };
const readLog: Fix = { step: 'the runbook says what helps: docs/runbook.md, “The store”' };

/** Without words of its own, the failure's message is ours, and says more. */
const remedies = {
  aws_denied: {
    says: 'AWS does not allow it',
    fix: { step: 'give the bot’s role the statements of the README, “Install in your workspace”' },
  },
  aws_endpoint_unknown: {
    says: 'AWS knows no such endpoint in this Region and account',
    fix: {
      step: 'correct its id, region or roleArn in the configuration; the VPC console lists the endpoints',
    },
  },
  aws_credentials: {
    says: 'AWS credentials are missing or not accepted',
    fix: {
      step: 'give the process credentials in one of the SDK’s usual places, and see whose they are',
      exact: 'aws sts get-caller-identity',
    },
  },
  aws_throttled: { says: 'AWS is limiting requests just now', fix: again },
  aws_unreachable: {
    says: 'AWS did not answer',
    fix: { step: 'let the bot reach ec2.REGION.amazonaws.com on port 443' },
  },
  aws_unintelligible: {
    says: 'something other than AWS answered',
    fix: { step: 'see what stands between the bot and AWS, such as a proxy that wants a sign-in' },
  },
  aws_rejected: { says: 'AWS refused the question', fix: again },
  aws_unanswered: { says: 'AWS did not answer', fix: again },
  slack_unreachable: {
    says: 'Slack did not answer',
    fix: { step: 'let the bot reach slack.com on port 443' },
  },
  slack_refused: { says: 'Slack gave an answer that tells nothing', fix: again },
  audit_unwritable: { fix: readLog },
  store_unavailable: { fix: readLog },
  blocks_unavailable: { fix: readLog },
  taken_over: { fix: again },
  interrupted: { fix: again },
  unexpected: { fix: { step: 'please report it with the log at the time' } },
} as const satisfies Record<FailureCode, { readonly says?: string; readonly fix: Fix }>;
