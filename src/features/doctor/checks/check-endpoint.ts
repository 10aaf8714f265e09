import {
  type Authentication,
  type Endpoint,
  type EndpointFacts,
  isCertificateOnly,
} from '../../../domain/endpoint.ts';
import { failureFrom } from '../../../domain/failure.ts';
import type { ChannelRule } from '../../../domain/rules.ts';
import type { SetUp } from '../../../ports/set-up.ts';
import { failed } from './attempt.ts';
import { type CheckSubject, type Finding, ok, warning, wrong } from './finding.ts';
import { accountOf, allowing, partitionOf } from './iam-statement.ts';

export function lookedAtEndpoint({ name, id }: Endpoint): CheckSubject {
  return { check: 'endpoint', subject: `${name} (${id})` };
}

/** Checks that the endpoint exists and is available, and whether Bouncer's connect handler is attached. */
export async function checkEndpoint(
  { rules, vpn }: Pick<SetUp, 'rules' | 'vpn'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const looked = lookedAtEndpoint(endpoint);
  try {
    const facts = await vpn.facts(endpoint);
    return [
      statusFinding(looked, endpoint, facts),
      handlerFinding(endpoint, facts, [...rules.channels.values()]),
    ];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_denied') return [failed(looked, failure)];
    return [
      wrong(
        looked,
        'AWS does not let the bot describe it',
        allowing('ec2:DescribeClientVpnEndpoints', endpoint),
      ),
    ];
  }
}

function statusFinding(
  looked: CheckSubject,
  endpoint: Endpoint,
  { status, authentication, trustProviders = [] }: EndpointFacts,
): Finding {
  switch (status) {
    case 'available':
      return ok(
        looked,
        `available; people sign in with ${authenticationText(authentication)}${postureText(trustProviders)}`,
      );
    case 'pending-associate':
      return warning(looked, 'no network is associated with it, so no one is connected', {
        step: 'associate one',
        exact: `aws ec2 associate-client-vpn-target-network --region ${endpoint.region} --client-vpn-endpoint-id ${endpoint.id} --subnet-id SUBNET`,
      });
    case 'deleting':
    case 'deleted':
      return wrong(looked, `it is ${status}`, { step: 'take it out of the configuration' });
    default:
      return warning(looked, `it is ${status}, not available`, {
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
  const looked = { check: 'connect-handler', subject: lookedAtEndpoint(endpoint).subject } as const;
  if (connectHandler === 'bouncer') return ok(looked, 'Bouncer’s is asked before each new connection');
  if (connectHandler === 'applying')
    return warning(looked, 'AWS is still attaching it, so blocks don’t take effect here yet', {
      step: 'wait a few minutes, and run doctor again',
    });

  const asked = connectHandler === 'none' ? 'none is asked' : 'one that is not Bouncer’s is asked';
  const blocking = channels.filter(
    ({ allow, endpoints }) => allow.includes('block') && endpoints.some(({ id }) => id === endpoint.id),
  );
  if (blocking.length === 0) return ok(looked, `${asked}, and no channel may block anybody here`);
  return warning(
    looked,
    `${asked}, so blocks don’t take effect here, although ${blocking.map(({ name }) => `#${name}`).join(', ')} may block`,
    { step: 'deploy Bouncer’s and attach it', exact: attachingHandler(endpoint) },
  );
}

function attachingHandler({ id, region, roleArn }: Endpoint): string {
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${accountOf(roleArn) ?? 'ACCOUNT'}:function:AWSClientVPN-bouncer`;
  return `aws ec2 modify-client-vpn-endpoint --region ${region} --client-vpn-endpoint-id ${id} --client-connect-options Enabled=true,LambdaFunctionArn=${arn}`;
}
