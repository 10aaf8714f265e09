import type { AuthorizationPolicy, Endpoint } from '../../../domain/endpoint.ts';
import { failureFrom } from '../../../domain/failure.ts';
import { elapsedText } from '../../../domain/moment.ts';
import type { SetUp } from '../../../ports/set-up.ts';
import { lookedAtEndpoint } from './check-endpoint.ts';
import { type CheckSubject, type Finding, ok, warning } from './finding.ts';
import { allowing } from './iam-statement.ts';

export function lookedAtAuthorizationPolicy(endpoint: Endpoint): CheckSubject {
  return { check: 'authorization-policy', subject: lookedAtEndpoint(endpoint).subject };
}

/** Checks whether AWS itself terminates connections there. Nothing depends on it, so a failure is only a warning. */
export async function checkAuthorizationPolicy(
  { vpn, clock }: Pick<SetUp, 'vpn' | 'clock'>,
  endpoint: Endpoint,
): Promise<readonly Finding[]> {
  const looked = lookedAtAuthorizationPolicy(endpoint);
  try {
    return [policyFinding(looked, await vpn.authorizationPolicy(endpoint), clock.now())];
  } catch (error) {
    const { code } = failureFrom(error);
    if (code !== 'aws_denied')
      return [
        warning(looked, 'AWS did not tell whether there is one', { step: 'run doctor again in a minute' }),
      ];
    return [
      warning(
        looked,
        'the bot may not ask whether there is one; all else works without',
        allowing('ec2:GetClientVpnEndpointAuthorizationPolicy', endpoint),
      ),
    ];
  }
}

function policyFinding(looked: CheckSubject, policy: AuthorizationPolicy, now: Date): Finding {
  if (policy.kind === 'none') return ok(looked, 'there is none');
  const { status, isEnforced, lastEvaluatedAt } = policy;
  if (status === 'failed')
    return warning(looked, 'AWS could not put it into effect (failed)', {
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
  return ok(looked, `${does}${state}; ${when}`);
}
