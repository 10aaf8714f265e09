import { type Failure, type FailureCode, failureFrom } from '../../domain/failure.ts';
import { type NetworkTrouble, troubleText } from '../../domain/system-trouble.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Finding, Fix, Subject } from './finding.ts';

/** Someone is waiting for the whole result. The adapters' own time limits are much shorter. */
const checkLimitMs = 12_000;

/**
 * Runs one check within a time limit. It never throws: a failure becomes a finding.
 *
 * @param hostOf Returns the host that the check asks, if it is known once the check has failed.
 */
export async function attempt(
  clock: Pick<Clock, 'sleep'>,
  on: Subject,
  check: (on: Subject) => Promise<readonly Finding[]>,
  hostOf: () => string | undefined = () => undefined,
): Promise<readonly Finding[]> {
  const timeUp = clock
    .sleep(checkLimitMs)
    .then(() => [on.wrong(`no response within ${checkLimitMs / 1_000} s`, again)]);
  try {
    return await Promise.race([check(on), timeUp]);
  } catch (error) {
    return [failed(on, failureFrom(error), hostOf())];
  }
}

/** Turns a failure into a finding. AWS' own messages are left out, since they may quote the request's signature. */
export function failed(on: Subject, failure: Failure, host?: string): Finding {
  const { says, fix } = remedyFor(failure, host);
  return on.wrong(says, fix);
}

/** Describes a failure and how to fix it. @param host The host that did not respond, if known. */
export function remedyFor(failure: Failure, host?: string): RemedyText {
  const remedy = remedies[failure.code];
  const says = 'says' in remedy ? remedy.says + detailText(failure) : failure.message;
  const isUnreachable = failure.code === 'aws_unreachable' || failure.code === 'slack_unreachable';
  const reach = isUnreachable && host !== undefined && { step: `let Bouncer reach ${withPort(host)}` };
  return { says, fix: fixFor(failure) ?? (reach || remedy.fix) };
}

/** A host that is not AWS' or Slack's own usually has a port of its own. */
function withPort(host: string): string {
  return host.includes(':') ? host : `${host} on port 443`;
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
        ? 'let Bouncer’s user read it, or correct the setting that names it'
        : `let Bouncer’s user read it, or correct ${setting}`;
    return trouble.path === undefined ? { step } : { step, exact: `ls -l ${trouble.path}` };
  }
  if (trouble?.kind === 'file' && code === 'aws_credentials_missing')
    return { step: `add the profile to one of these files, or correct ${setting}` };
  if (trouble?.kind === 'file' && code === 'aws_credentials')
    return { step: 'sign in again as Bouncer’s user', exact: 'aws sso login' };
  const isWay = (['aws_unreachable', 'aws_credentials_missing', 'slack_unreachable'] as const).some(
    (each) => each === code,
  );
  return trouble?.kind === 'network' && isWay ? networkFixes[trouble.why] : undefined;
}

const networkFixes: Readonly<Partial<Record<NetworkTrouble, Fix>>> = {
  dns: {
    step: 'let the machine resolve the name: check its DNS, and the Region or address in the configuration',
  },
  refused: {
    step: 'check that something listens there, and that no firewall or proxy setting is in the way',
  },
  unroutable: { step: 'give the machine a route there: check its network and its security group' },
  tls: {
    step: 'let Node trust the certificate that is used there, and check the machine’s clock',
    exact: 'NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  },
  proxy: { step: 'check what the proxy requires', exact: 'HTTPS_PROXY' },
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
const seeRunbook: Fix = { step: 'see docs/runbook.md, “The store”' };

/** Codes without `says` show the failure's message, which is Bouncer's own and more specific. */
const remedies = {
  aws_denied: {
    says: 'AWS doesn’t allow it',
    fix: { step: 'give Bouncer’s role the permissions listed in the README, “Install in your workspace”' },
  },
  aws_endpoint_unknown: {
    says: 'AWS has no such endpoint in this Region and account',
    fix: {
      step: 'correct its ID, Region or roleArn in the configuration; the VPC console lists the endpoints',
    },
  },
  aws_credentials: {
    says: 'AWS doesn’t accept the credentials',
    fix: { step: 'check whose they are, and renew them', exact: 'aws sts get-caller-identity' },
  },
  aws_credentials_missing: {
    says: 'no AWS credentials were found',
    fix: {
      step: 'give the process credentials in one of the SDK’s usual places (a role, AWS_ACCESS_KEY_ID, AWS_PROFILE), and check whose they are',
      exact: 'aws sts get-caller-identity',
    },
  },
  aws_credentials_unreadable: {
    says: 'a file with AWS credentials can’t be read',
    fix: { step: 'let Bouncer’s user read it' },
  },
  aws_throttled: { says: 'AWS is limiting requests right now', fix: again },
  aws_unreachable: {
    says: 'AWS didn’t respond',
    fix: { step: 'let Bouncer reach the addresses of AWS in that Region on port 443' },
  },
  aws_unintelligible: {
    says: 'something other than AWS responded',
    fix: { step: 'check what is between Bouncer and AWS, such as a proxy that requires a sign-in' },
  },
  aws_too_many_at_once: {
    says: 'AWS can’t terminate that many connections in one request',
    fix: again,
  },
  aws_rejected: { says: 'AWS rejected the request', fix: again },
  aws_unanswered: { says: 'AWS didn’t respond', fix: again },
  slack_unreachable: {
    says: 'Slack didn’t respond',
    fix: { step: 'let Bouncer reach slack.com on port 443' },
  },
  slack_unintelligible: {
    says: 'something other than Slack responded',
    fix: { step: 'check what is between Bouncer and Slack, such as a proxy that requires a sign-in' },
  },
  slack_credentials: {
    says: 'Slack doesn’t accept the token',
    fix: {
      step: 'copy the Bot User OAuth Token (xoxb-…) from api.slack.com/apps → Bouncer → OAuth & Permissions to SLACK_BOT_TOKEN or to the secret',
    },
  },
  slack_throttled: { says: 'Slack is limiting requests right now', fix: again },
  slack_unknown: { says: 'Slack has nothing with that ID', fix: { step: 'correct it in the configuration' } },
  slack_refused: { says: 'Slack’s response was unusable', fix: again },
  audit_unwritable: { fix: seeRunbook },
  store_unavailable: { fix: seeRunbook },
  store_locked: { fix: seeRunbook },
  store_full: { fix: seeRunbook },
  store_unanswered: { fix: seeRunbook },
  store_throttled: { fix: seeRunbook },
  store_unconfirmed: { fix: seeRunbook },
  blocks_unavailable: { fix: seeRunbook },
  history_unavailable: { fix: seeRunbook },
  taken_over: { fix: again },
  interrupted: { fix: again },
  unexpected: { fix: { step: 'report it with the log of that time' } },
} as const satisfies Record<FailureCode, { readonly says?: string; readonly fix: Fix }>;
