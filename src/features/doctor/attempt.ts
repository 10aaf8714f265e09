import { type Failure, type FailureCode, failureFrom } from '../../domain/failure.ts';
import { type NetworkTrouble, troubleText } from '../../domain/system-trouble.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Finding, Fix, Subject } from './finding.ts';

/** Someone is waiting for the whole result. The adapters' own time limits are much shorter. */
const checkLimitMs = 12_000;

/** Runs one check within a time limit. It never throws: a failure becomes a finding. */
export async function attempt(
  clock: Pick<Clock, 'sleep'>,
  on: Subject,
  check: (on: Subject) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  const timeUp = clock
    .sleep(checkLimitMs)
    .then(() => [on.wrong(`there was no answer within ${checkLimitMs / 1_000} s`, again)]);
  try {
    return await Promise.race([check(on), timeUp]);
  } catch (error) {
    return [failed(on, failureFrom(error))];
  }
}

/** Turns a failure into a finding. AWS' own messages are left out, since they may quote the request's signature. */
export function failed(on: Subject, failure: Failure): Finding {
  const { says, fix } = remedyFor(failure);
  return on.wrong(says, fix);
}

/** Describes a failure and how to fix it. @param host The host that did not answer, if known. */
export function remedyFor(failure: Failure, host = 'the addresses of AWS in that Region'): RemedyText {
  const remedy = remedies[failure.code];
  const says = 'says' in remedy ? remedy.says + detailText(failure) : failure.message;
  const reach = failure.code === 'aws_unreachable' && { step: `let the bot reach ${host} on port 443` };
  return { says, fix: fixFor(failure) ?? (reach || remedy.fix) };
}

interface RemedyText {
  readonly says: string;
  readonly fix: Fix;
}

/** Returns a fix for the system error behind the failure, which is more specific than the failure's code. */
function fixFor({ code, trouble, setting }: Failure): Fix | undefined {
  if (trouble?.kind === 'file' && code === 'aws_credentials_unreadable') {
    const step =
      setting === undefined
        ? 'make it readable for the user of the bot, or correct the setting that names it'
        : `make it readable for the user of the bot, or correct ${setting}`;
    return trouble.path === undefined ? { step } : { step, exact: `ls -l ${trouble.path}` };
  }
  if (trouble?.kind === 'file' && code === 'aws_credentials_missing')
    return { step: `add the profile to one of these files, or correct ${setting}` };
  if (trouble?.kind === 'file' && code === 'aws_credentials')
    return { step: 'sign in again, as the user of the bot', exact: 'aws sso login' };
  const isWay = (['aws_unreachable', 'aws_credentials_missing', 'slack_unreachable'] as const).some(
    (each) => each === code,
  );
  return trouble?.kind === 'network' && isWay ? networkFixes[trouble.why] : undefined;
}

const networkFixes: Readonly<Partial<Record<NetworkTrouble, Fix>>> = {
  dns: {
    step: 'let the machine resolve the name: look at its DNS, and at the Region or address in the configuration',
  },
  refused: { step: 'see that something listens there, and that no firewall or proxy setting is in the way' },
  unroutable: { step: 'give the machine a route there: look at its network and its security group' },
  tls: {
    step: 'let Node trust the certificate that is shown there, and see that the clock is right',
    exact: 'NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  },
  proxy: { step: 'see what the proxy wants', exact: 'HTTPS_PROXY' },
};

/** Matches the names that AWS and its SDK give to errors about expired credentials. */
const hasExpired = /^ExpiredToken|^TokenProviderError$|^TokenRefreshRequired$/;

/** Adds the cause, without AWS' own message. */
function detailText({ cause, trouble, setting }: Failure): string {
  if (trouble !== undefined) return `: ${troubleText(trouble, setting)}`;
  if (!(cause instanceof Error)) return '';
  return hasExpired.test(cause.name) ? `: they have expired (${cause.name})` : ` (${cause.name})`;
}

const again: Fix = { step: 'run doctor again in a minute' };
const seeRunbook: Fix = { step: 'the runbook says what helps: docs/runbook.md, “The store”' };

/** Codes without `says` show the failure's message, which is Bouncer's own and more specific. */
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
    says: 'AWS does not accept the credentials',
    fix: { step: 'see whose they are, and renew them', exact: 'aws sts get-caller-identity' },
  },
  aws_credentials_missing: {
    says: 'no AWS credentials were found',
    fix: {
      step: 'give the process credentials in one of the SDK’s usual places (a role, AWS_ACCESS_KEY_ID, AWS_PROFILE), and see whose they are',
      exact: 'aws sts get-caller-identity',
    },
  },
  aws_credentials_unreadable: {
    says: 'a file of the AWS credentials cannot be read',
    fix: { step: 'make it readable for the user of the bot' },
  },
  aws_throttled: { says: 'AWS is limiting requests just now', fix: again },
  aws_unreachable: {
    says: 'AWS did not answer',
    fix: again,
  },
  aws_unintelligible: {
    says: 'something other than AWS answered',
    fix: { step: 'see what stands between the bot and AWS, such as a proxy that wants a sign-in' },
  },
  aws_too_many_at_once: {
    says: 'AWS can’t terminate that many connections in one request',
    fix: again,
  },
  aws_rejected: { says: 'AWS refused the question', fix: again },
  aws_unanswered: { says: 'AWS did not answer', fix: again },
  slack_unreachable: {
    says: 'Slack did not answer',
    fix: { step: 'let the bot reach slack.com on port 443' },
  },
  slack_unintelligible: {
    says: 'something other than Slack answered',
    fix: { step: 'see what stands between the bot and Slack, such as a proxy that wants a sign-in' },
  },
  slack_credentials: {
    says: 'Slack does not accept the token',
    fix: {
      step: 'take the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions, and give it as SLACK_BOT_TOKEN or in the secret',
    },
  },
  slack_throttled: { says: 'Slack is limiting requests just now', fix: again },
  slack_unknown: { says: 'Slack knows nothing of that id', fix: { step: 'correct it in the configuration' } },
  slack_refused: { says: 'Slack gave an answer that tells nothing', fix: again },
  audit_unwritable: { fix: seeRunbook },
  store_unavailable: { fix: seeRunbook },
  store_locked: { fix: seeRunbook },
  store_full: { fix: seeRunbook },
  store_unanswered: { fix: seeRunbook },
  store_throttled: { fix: seeRunbook },
  store_unconfirmed: { fix: seeRunbook },
  blocks_unavailable: { fix: seeRunbook },
  taken_over: { fix: again },
  interrupted: { fix: again },
  unexpected: { fix: { step: 'please report it with the log at the time' } },
} as const satisfies Record<FailureCode, { readonly says?: string; readonly fix: Fix }>;
