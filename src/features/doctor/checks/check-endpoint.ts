import {
  type Authentication,
  type AuthorizationPolicy,
  domainOf,
  type Endpoint,
  type EndpointFacts,
  isCertificateOnly,
} from '../../../domain/endpoint.ts';
import { type Failure, failureFrom } from '../../../domain/failure.ts';
import { elapsedText } from '../../../domain/moment.ts';
import type { ChannelRule } from '../../../domain/rules.ts';
import type { SetUp, VpnCheckup } from '../../../ports/set-up.ts';
import { failed, remedyFor } from './attempt.ts';
import {
  accountOf,
  allowing,
  type CheckSubject,
  type Finding,
  type Fix,
  ok,
  partitionOf,
  warning,
  wrong,
} from './finding.ts';

export function endpointSubject({ name, id }: Endpoint): CheckSubject {
  return { check: 'endpoint', subject: `${name} (${id})` };
}

/** Checks that the endpoint exists and is available, and whether Bouncer's connect handler is attached. */
export async function checkEndpoint(
  { rules, vpn }: Pick<SetUp, 'rules' | 'vpn'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const subject = endpointSubject(endpoint);
  try {
    const facts = await vpn.facts(endpoint);
    return [
      statusFinding(subject, endpoint, facts),
      handlerFinding(endpoint, facts, [...rules.channels.values()]),
    ];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_denied') return [failed(subject, failure)];
    return [
      wrong(
        subject,
        'AWS does not let the bot describe it',
        allowing('ec2:DescribeClientVpnEndpoints', endpoint),
      ),
    ];
  }
}

function statusFinding(
  subject: CheckSubject,
  endpoint: Endpoint,
  { status, authentication, trustProviders = [] }: EndpointFacts,
): Finding {
  switch (status) {
    case 'available':
      return ok(
        subject,
        `available; people sign in with ${authenticationText(authentication)}${postureText(trustProviders)}`,
      );
    case 'pending-associate':
      return warning(subject, 'no network is associated with it, so no one is connected', {
        step: 'associate one',
        exact: `aws ec2 associate-client-vpn-target-network --region ${endpoint.region} --client-vpn-endpoint-id ${endpoint.id} --subnet-id SUBNET`,
      });
    case 'deleting':
    case 'deleted':
      return wrong(subject, `it is ${status}`, { step: 'take it out of the configuration' });
    default:
      return warning(subject, `it is ${status}, not available`, {
        step: 'wait, and look at it in the VPC console',
      });
  }
}

function authenticationText(ways: EndpointFacts['authentication']): string {
  const texts = ways.map((way) => authenticationTexts[way]).join(' and ') || authenticationTexts.unknown;
  return isCertificateOnly({ authentication: ways })
    ? `${texts} alone, so connections carry no user names`
    : texts;
}

function postureText(trustProviders: readonly string[]): string {
  return trustProviders.length === 0 ? '' : `; device posture from ${trustProviders.join(' and ')}`;
}

const authenticationTexts = {
  certificate: 'certificates',
  directory: 'directory user names',
  federated: 'single sign-on',
  unknown: 'something unknown',
} as const satisfies Record<Authentication, string>;

/** Only Bouncer's connect handler denies blocked connections. Without it, a kicked person can reconnect at once. */
function handlerFinding(
  endpoint: Endpoint,
  { connectHandler }: EndpointFacts,
  channels: readonly ChannelRule[],
): Finding {
  const subject = { check: 'connect-handler', subject: endpointSubject(endpoint).subject } as const;
  if (connectHandler === 'bouncer') return ok(subject, 'Bouncer’s is asked before each new connection');
  if (connectHandler === 'applying')
    return warning(subject, 'AWS is still attaching it, so blocks don’t take effect here yet', {
      step: 'wait a few minutes, and run doctor again',
    });

  const asked = connectHandler === 'none' ? 'none is asked' : 'one that is not Bouncer’s is asked';
  const blocking = channels.filter(
    ({ allow, endpoints }) => allow.includes('block') && endpoints.some(({ id }) => id === endpoint.id),
  );
  if (blocking.length === 0) return ok(subject, `${asked}, and no channel may block anybody here`);
  return warning(
    subject,
    `${asked}, so blocks don’t take effect here, although ${blocking.map(({ name }) => `#${name}`).join(', ')} may block`,
    { step: 'deploy Bouncer’s and attach it', exact: attachingHandler(endpoint) },
  );
}

function attachingHandler({ id, region, roleArn }: Endpoint): string {
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${accountOf(roleArn) ?? 'ACCOUNT'}:function:AWSClientVPN-bouncer`;
  return `aws ec2 modify-client-vpn-endpoint --region ${region} --client-vpn-endpoint-id ${id} --client-connect-options Enabled=true,LambdaFunctionArn=${arn}`;
}

/** Enough time to have a certificate signed. The alarms in `infra/` use the same threshold. */
const warningDays = 14;

export function expirySubject(endpoint: Endpoint): CheckSubject {
  return { check: 'expiry', subject: endpointSubject(endpoint).subject };
}

/** Checks how long people can still connect. Bouncer works without it, so a failure is only a warning. */
export async function checkExpiry(
  vpn: Pick<VpnCheckup, 'daysToExpiry'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const subject = expirySubject(endpoint);
  try {
    const { revocationList, identityProviderCertificate: certificate } = await vpn.daysToExpiry(endpoint);
    const findings = [
      ...expiryFindings(subject, revocationList, 'the revocation list', newList(endpoint)),
      ...expiryFindings(subject, certificate, 'the identity provider’s certificate', newMetadata),
    ];
    return findings.length > 0 ? findings : [ok(subject, unmeasured)];
  } catch (error) {
    return [unknownExpiry(subject, endpoint, failureFrom(error))];
  }
}

const unmeasured =
  'nothing is known: AWS measures neither a revocation list nor an identity provider’s certificate here';

function unknownExpiry(subject: CheckSubject, endpoint: Endpoint, failure: Failure): Finding {
  if (failure.code === 'aws_denied') {
    return warning(
      subject,
      'the bot may not ask when the revocation list and the identity provider’s certificate expire; all else works without',
      allowing('cloudwatch:GetMetricData', endpoint),
    );
  }
  const { says, fix } = remedyFor(failure, `monitoring.${endpoint.region}.${domainOf(endpoint.region)}`);
  return warning(subject, `CloudWatch did not tell when anything expires: ${says}`, fix);
}

function expiryFindings(
  subject: CheckSubject,
  days: number | undefined,
  what: string,
  fix: Fix,
): readonly Finding[] {
  if (days === undefined) return [];
  if (days < 0) return [wrong(subject, `${what} has expired: nobody can connect with it`, fix)];
  const left = Math.floor(days);
  if (left === 0) return [wrong(subject, `${what} expires today; then nobody can connect with it`, fix)];

  const says = `${what} expires in ${left} ${left === 1 ? 'day' : 'days'}`;
  return [
    left < warningDays
      ? warning(subject, `${says}; then nobody can connect with it`, fix)
      : ok(subject, says),
  ];
}

function newList({ id, region }: Endpoint): Fix {
  return {
    step: 'have the certificate authority sign a new one, and import it at a time of your choice, since that ends every connection',
    exact: `aws ec2 import-client-vpn-client-certificate-revocation-list --region ${region} --client-vpn-endpoint-id ${id} --certificate-revocation-list file://crl.pem`,
  };
}

const newMetadata: Fix = {
  step: 'take new metadata from the identity provider, and give it to AWS',
  exact: 'aws iam update-saml-provider --saml-provider-arn ARN --saml-metadata-document file://metadata.xml',
};

export function authorizationPolicySubject(endpoint: Endpoint): CheckSubject {
  return { check: 'authorization-policy', subject: endpointSubject(endpoint).subject };
}

/** Checks whether AWS itself terminates connections there. Nothing depends on it, so a failure is only a warning. */
export async function checkAuthorizationPolicy(
  { vpn, clock }: Pick<SetUp, 'vpn' | 'clock'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const subject = authorizationPolicySubject(endpoint);
  try {
    return [policyFinding(subject, await vpn.authorizationPolicy(endpoint), clock.now())];
  } catch (error) {
    const { code } = failureFrom(error);
    if (code !== 'aws_denied')
      return [
        warning(subject, 'AWS did not tell whether there is one', { step: 'run doctor again in a minute' }),
      ];
    return [
      warning(
        subject,
        'the bot may not ask whether there is one; all else works without',
        allowing('ec2:GetClientVpnEndpointAuthorizationPolicy', endpoint),
      ),
    ];
  }
}

function policyFinding(subject: CheckSubject, policy: AuthorizationPolicy, now: Date): Finding {
  if (policy.kind === 'none') return ok(subject, 'there is none');
  const { status, isEnforced, lastEvaluatedAt } = policy;
  if (status === 'failed')
    return warning(subject, 'AWS could not put it into effect (failed)', {
      step: 'look at the endpoint in the VPC console',
    });

  const does = isEnforced
    ? 'AWS denies and terminates connections by it'
    : 'in shadow mode, so that it denies nobody';
  const state = status === 'active' ? '' : ` (${status})`;
  const when =
    lastEvaluatedAt === undefined
      ? 'no connection tells when it was last evaluated'
      : `last evaluated ${elapsedText(Math.max(0, now.getTime() - lastEvaluatedAt.getTime()))} ago`;
  return ok(subject, `${does}${state}; ${when}`);
}

/** Checks that Slack's requests reach Bouncer: through a socket with the app token, or over HTTP with signatures. */
export async function checkReach({ workspace, command }: SetUp): Promise<readonly Finding[]> {
  const reach = await workspace.reach();
  const dialling = { check: 'app-token', subject: 'Slack' } as const;
  const called = { check: 'signing-secret', subject: 'Slack' } as const;

  switch (reach.kind) {
    case 'dialled':
      return [ok(dialling, 'the bot may dial in')];
    case 'refused':
      return [
        wrong(dialling, `the bot may not dial in: ${reach.word}`, {
          step: 'make a token with this scope under Basic Information → App-Level Tokens, give it as SLACK_APP_TOKEN or in the secret, and switch Socket Mode on',
          exact: 'connections:write',
        }),
      ];
    case 'called':
      return reach.isProved
        ? [ok(called, 'this very request of Slack’s arrived, and its signature fits')]
        : [
            warning(called, 'only a request of Slack’s can tell whether it arrives and its signature fits', {
              step: 'while the bot runs, type in Slack',
              exact: `${command} doctor`,
            }),
          ];
  }
}
