import { domainOf } from '../../../domain/aws-domain.ts';
import type { Endpoint } from '../../../domain/endpoint.ts';
import { type Failure, failureFrom } from '../../../domain/failure.ts';
import type { VpnCheckup } from '../../../ports/vpn-checkup.ts';
import { remedyFor } from './attempt.ts';
import { lookedAtEndpoint } from './check-endpoint.ts';
import { type CheckSubject, type Finding, type Fix, ok, warning, wrong } from './finding.ts';
import { allowing } from './iam-statement.ts';

/** Enough time to have a certificate signed. The alarms in `infra/` use the same threshold. */
const warningDays = 14;

export function lookedAtExpiry(endpoint: Endpoint): CheckSubject {
  return { check: 'expiry', subject: lookedAtEndpoint(endpoint).subject };
}

/** Checks how long people can still connect. Bouncer works without it, so a failure is only a warning. */
export async function checkExpiry(
  vpn: Pick<VpnCheckup, 'daysToExpiry'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const looked = lookedAtExpiry(endpoint);
  try {
    const { revocationList, identityProviderCertificate: certificate } = await vpn.daysToExpiry(endpoint);
    const findings = [
      ...expiryFindings(looked, revocationList, 'the revocation list', newList(endpoint)),
      ...expiryFindings(looked, certificate, 'the identity provider’s certificate', newMetadata),
    ];
    return findings.length > 0 ? findings : [ok(looked, unmeasured)];
  } catch (error) {
    return [unknownExpiry(looked, endpoint, failureFrom(error))];
  }
}

const unmeasured =
  'nothing is known: AWS measures neither a revocation list nor an identity provider’s certificate here';

function unknownExpiry(looked: CheckSubject, endpoint: Endpoint, failure: Failure): Finding {
  if (failure.code === 'aws_denied') {
    return warning(
      looked,
      'the bot may not ask when the revocation list and the identity provider’s certificate expire; all else works without',
      allowing('cloudwatch:GetMetricData', endpoint),
    );
  }
  const { says, fix } = remedyFor(failure, `monitoring.${endpoint.region}.${domainOf(endpoint.region)}`);
  return warning(looked, `CloudWatch did not tell when anything expires: ${says}`, fix);
}

function expiryFindings(
  looked: CheckSubject,
  days: number | undefined,
  what: string,
  fix: Fix,
): readonly Finding[] {
  if (days === undefined) return [];
  if (days < 0) return [wrong(looked, `${what} has expired: nobody can connect with it`, fix)];
  const left = Math.floor(days);
  if (left === 0) return [wrong(looked, `${what} expires today; then nobody can connect with it`, fix)];

  const says = `${what} expires in ${left} ${left === 1 ? 'day' : 'days'}`;
  return [
    left < warningDays ? warning(looked, `${says}; then nobody can connect with it`, fix) : ok(looked, says),
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
