import { awsRegions } from '../../domain/aws-regions.ts';
import {
  type Authentication,
  type AuthorizationPolicy,
  type Endpoint,
  type EndpointFacts,
  isCertificateOnly,
} from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { elapsedText } from '../../domain/moment.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { attempt, failed, remedyFor } from './attempt.ts';
import { allowing, attachingHandler } from './aws-fixes.ts';
import { checkClock } from './check-clock.ts';
import { checkConnectionLog } from './check-connection-log.ts';
import { about, type Finding, type Fix, type Subject } from './finding.ts';

/** Checks AWS: the clocks of the Regions, and each endpoint. */
export async function checkEndpoints(setUp: SetUp): Promise<readonly Finding[]> {
  const { rules, vpn } = setUp;
  const endpoints = await Promise.all(rules.endpoints.map((endpoint) => checkEndpoint(setUp, endpoint)));
  // The Regions' clocks are known from the answers to these checks.
  const clocks = [...vpn.clocksAheadMs()]
    .filter(([region]) => rules.endpoints.some((endpoint) => endpoint.region === region))
    .toSorted(([one], [other]) => one.localeCompare(other))
    .flatMap(([region, aheadMs]) => checkClock(about('clock', `AWS ${region}`), aheadMs));
  return [...clocks, ...endpoints.flat()];
}

async function checkEndpoint(setUp: SetUp, endpoint: Endpoint): Promise<readonly Finding[]> {
  const { clock } = setUp;
  const name = endpointName(endpoint);
  const host = () => setUp.vpn.hosts().get(endpoint.region);
  const [itself = [], policy = [], expiry = [], log = [], ...permissions] = await Promise.all([
    attempt(clock, about('endpoint', name), (on) => checkFacts(setUp, endpoint, on), host),
    attempt(clock, about('authorization-policy', name), (on) => checkPolicy(setUp, endpoint, on), host),
    attempt(clock, about('expiry', name), (on) => checkExpiry(setUp, endpoint, on)),
    attempt(clock, about('connection-log', name), (on) => checkConnectionLog(setUp, endpoint, on)),
    ...(['connections', 'terminate'] as const).map((call) =>
      attempt(
        clock,
        about(rehearsals[call].check, name),
        (on) => checkPermission(setUp, endpoint, call, on),
        host,
      ),
    ),
  ]);
  // Invalid credentials or an unreachable Region are reported once, not three times.
  const reported = new Set(itself.map(({ says }) => says));
  // So is an endpoint that AWS does not describe.
  const isDescribed = itself.every(({ verdict }) => verdict !== 'wrong');
  return [
    ...itself,
    ...(isDescribed ? [...policy, ...expiry, ...log] : []),
    ...permissions.flat().filter(({ says }) => !reported.has(says)),
  ];
}

/** Names an endpoint as a finding's subject. */
export function endpointName({ name, id }: Endpoint): string {
  return `${name} (${id})`;
}

/** Checks that the endpoint exists and is available, and whether Bouncer's connect handler is attached. */
async function checkFacts(setUp: SetUp, endpoint: Endpoint, on: Subject): Promise<readonly Finding[]> {
  try {
    const facts = await setUp.vpn.facts(endpoint);
    const host = setUp.vpn.hosts().get(endpoint.region);
    return [statusFinding(on, endpoint, facts, host), handlerFinding(setUp, endpoint, facts)];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_denied') {
      const host = setUp.vpn.hosts().get(endpoint.region);
      return [failed(on, failure, host), ...regionFindings(on, endpoint)];
    }
    return [
      on.wrong('AWS doesn’t let Bouncer describe it', allowing('ec2:DescribeClientVpnEndpoints', endpoint)),
    ];
  }
}

/** A Region that is not known can be new; if AWS does not respond there, it is more likely to be mistyped. */
function regionFindings(on: Subject, { region }: Endpoint): readonly Finding[] {
  if (awsRegions.includes(region)) return [];
  return [
    on.warning(
      `Bouncer doesn’t know the Region ${region}`,
      'check the endpoint’s region in the configuration; if it’s new, ignore this',
    ),
  ];
}

function statusFinding(
  on: Subject,
  { region, id }: Endpoint,
  facts: EndpointFacts,
  host: string | undefined,
): Finding {
  const { status, authentication, trustProviders = [] } = facts;
  switch (status) {
    case 'available': {
      const posture =
        trustProviders.length === 0 ? '' : `; device posture from ${trustProviders.join(' and ')}`;
      const where = host === undefined ? '' : `, according to ${host}`;
      return on.ok(`available${where}; people sign in with ${authenticationText(authentication)}${posture}`);
    }
    case 'pending-associate':
      return on.warning('no network is associated with it, so no one is connected', {
        step: 'associate one',
        exact: `aws ec2 associate-client-vpn-target-network --region ${region} --client-vpn-endpoint-id ${id} --subnet-id SUBNET`,
      });
    case 'deleting':
    case 'deleted':
      return on.wrong(
        status === 'deleted' ? 'it was deleted' : 'it’s being deleted',
        'remove it from the configuration',
      );
    default:
      return on.warning(`it is ${status}, not available`, 'wait, and check it in the VPC console');
  }
}

function authenticationText(ways: EndpointFacts['authentication']): string {
  const texts = ways.map((way) => authenticationTexts[way]).join(' and ') || authenticationTexts.unknown;
  return isCertificateOnly({ authentication: ways })
    ? `${texts} only, so connections have no user names`
    : texts;
}

const authenticationTexts = {
  certificate: 'certificates',
  directory: 'directory user names',
  federated: 'single sign-on',
  unknown: 'an unknown method',
} as const satisfies Record<Authentication, string>;

/** Only Bouncer's connect handler denies blocked connections. Without it, a kicked person can reconnect at once. */
function handlerFinding({ rules }: SetUp, endpoint: Endpoint, { connectHandler }: EndpointFacts): Finding {
  const on = about('connect-handler', endpointName(endpoint));
  if (connectHandler === 'bouncer') return on.ok('Bouncer’s is attached');
  if (connectHandler === 'applying') {
    return on.warning(
      'AWS is still attaching it, so blocks don’t take effect here yet',
      'wait a few minutes, and run doctor again',
    );
  }

  const asked = connectHandler === 'none' ? 'none is attached' : 'the attached one isn’t Bouncer’s';
  const blocking = [...rules.channels.values()].filter(
    ({ allow, endpoints }) => allow.includes('block') && endpoints.some(({ id }) => id === endpoint.id),
  );
  if (blocking.length === 0) return on.ok(`${asked}, and no channel can block people here`);
  return on.warning(
    `${asked}, so blocks don’t take effect here, although ${blocking.map(({ name }) => `#${name}`).join(', ')} can block people`,
    { step: 'deploy Bouncer’s and attach it', exact: attachingHandler(endpoint) },
  );
}

/** Enough time to have a certificate signed. The alarms in `infra/` use the same threshold. */
const warningDays = 14;

/** Checks how long people can still connect. Bouncer works without it, so a failure is only a warning. */
async function checkExpiry({ vpn }: SetUp, endpoint: Endpoint, on: Subject): Promise<readonly Finding[]> {
  const { id, region } = endpoint;
  try {
    const { revocationList, identityProviderCertificate } = await vpn.daysToExpiry(endpoint);
    const findings = [
      ...expiryFindings(on, revocationList, 'the revocation list', {
        step: 'have the certificate authority sign a new one, and import it at a time of your choice, because that terminates every connection',
        exact: `aws ec2 import-client-vpn-client-certificate-revocation-list --region ${region} --client-vpn-endpoint-id ${id} --certificate-revocation-list file://crl.pem`,
      }),
      ...expiryFindings(on, identityProviderCertificate, 'the identity provider’s certificate', {
        step: 'get new metadata from the identity provider, and upload it to AWS',
        exact:
          'aws iam update-saml-provider --saml-provider-arn ARN --saml-metadata-document file://metadata.xml',
      }),
    ];
    if (findings.length > 0) return findings;
    return [
      on.ok('unknown: AWS reports neither a revocation list nor an identity provider’s certificate here'),
    ];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code === 'aws_denied') {
      return [
        on.warning(
          'Bouncer isn’t allowed to check when the revocation list and the identity provider’s certificate expire; everything else works',
          allowing('cloudwatch:GetMetricData', endpoint),
        ),
      ];
    }
    const { says, fix } = remedyFor(failure, vpn.metricsHost(endpoint));
    return [on.warning(`expiry dates are unknown, because of CloudWatch: ${says}`, fix)];
  }
}

function expiryFindings(on: Subject, days: number | undefined, what: string, fix: Fix): readonly Finding[] {
  if (days === undefined) return [];
  if (days < 0) return [on.wrong(`${what} has expired: no one can connect with it`, fix)];
  const left = Math.floor(days);
  if (left === 0) return [on.wrong(`${what} expires today; no one can connect with it after that`, fix)];

  const says = `${what} expires in ${left} ${left === 1 ? 'day' : 'days'}`;
  return [
    left < warningDays ? on.warning(`${says}; no one can connect with it after that`, fix) : on.ok(says),
  ];
}

/** Checks whether AWS itself terminates connections there. Nothing depends on it, so a failure is only a warning. */
async function checkPolicy(
  { vpn, clock }: SetUp,
  endpoint: Endpoint,
  on: Subject,
): Promise<readonly Finding[]> {
  try {
    return [policyFinding(on, await vpn.authorizationPolicy(endpoint), clock.now())];
  } catch (error) {
    return [
      failureFrom(error).code === 'aws_denied'
        ? on.warning(
            'Bouncer isn’t allowed to check whether there is one; everything else works',
            allowing('ec2:GetClientVpnEndpointAuthorizationPolicy', endpoint),
          )
        : on.warning('AWS didn’t say whether there is one', 'run doctor again in a minute'),
    ];
  }
}

function policyFinding(on: Subject, policy: AuthorizationPolicy, now: Date): Finding {
  if (policy.kind === 'none') return on.ok('none');
  const { status, isEnforced, lastEvaluatedAt } = policy;
  if (status === 'failed')
    return on.warning('AWS couldn’t apply it (status: failed)', 'check the endpoint in the VPC console');

  const does = isEnforced
    ? 'AWS denies and terminates connections according to it'
    : 'in shadow mode, so it denies no one';
  const state = status === 'active' ? '' : ` (${status})`;
  const when =
    lastEvaluatedAt === undefined
      ? 'no connection shows when it was last evaluated'
      : `last evaluated ${elapsedText(Math.max(0, now.getTime() - lastEvaluatedAt.getTime()))} ago`;
  return on.ok(`${does}${state}; ${when}`);
}

const rehearsals = {
  connections: {
    check: 'aws-look',
    action: 'ec2:DescribeClientVpnConnections',
    does: 'read its connections',
  },
  terminate: {
    check: 'aws-end',
    action: 'ec2:TerminateClientVpnConnections',
    does: 'terminate its connections',
  },
} as const;

/** Checks with a dry run whether AWS would allow a call on the endpoint. */
async function checkPermission(
  { vpn }: SetUp,
  endpoint: Endpoint,
  call: keyof typeof rehearsals,
  on: Subject,
): Promise<readonly Finding[]> {
  const { action, does } = rehearsals[call];
  try {
    const answer = await vpn.rehearse(endpoint, call);
    return answer === 'allowed'
      ? [on.ok(`Bouncer can ${does}`)]
      : [on.wrong(`AWS doesn’t let Bouncer ${does}`, allowing(action, endpoint))];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(on, failure, vpn.hosts().get(endpoint.region))];
    return [
      on.warning(
        `AWS couldn’t check whether Bouncer can ${does}`,
        'fix the endpoint first, and run doctor again',
      ),
    ];
  }
}
