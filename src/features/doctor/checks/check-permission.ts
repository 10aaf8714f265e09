import type { Endpoint } from '../../../domain/endpoint.ts';
import { failureFrom } from '../../../domain/failure.ts';
import type { VpnCheckup } from '../../../ports/vpn-checkup.ts';
import { failed } from './attempt.ts';
import { lookedAtEndpoint } from './check-endpoint.ts';
import { type CheckSubject, type Finding, ok, warning, wrong } from './finding.ts';
import { allowing } from './iam-statement.ts';

export type Rehearsed = 'connections' | 'terminate';

const rehearsals = {
  connections: {
    check: 'aws-look',
    action: 'ec2:DescribeClientVpnConnections',
    does: 'look at its connections',
  },
  terminate: { check: 'aws-end', action: 'ec2:TerminateClientVpnConnections', does: 'end its connections' },
} as const;

export function lookedAtPermission(endpoint: Endpoint, call: Rehearsed): CheckSubject {
  return { check: rehearsals[call].check, subject: lookedAtEndpoint(endpoint).subject };
}

/** Checks with a dry run whether AWS would allow a call on the endpoint. */
export async function checkPermission(
  vpn: VpnCheckup,
  endpoint: Endpoint,
  call: Rehearsed,
): Promise<readonly Finding[]> {
  const { action, does } = rehearsals[call];
  const looked = lookedAtPermission(endpoint, call);
  try {
    const answer = await vpn.rehearse(endpoint, call);
    return answer === 'allowed'
      ? [ok(looked, `the bot may ${does}`)]
      : [wrong(looked, `AWS does not let the bot ${does}`, allowing(action, endpoint))];
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'aws_rejected') return [failed(looked, failure)];
    return [
      warning(looked, `AWS would not even try out whether the bot may ${does}`, {
        step: 'mend what the line about the endpoint says, and run doctor again',
      }),
    ];
  }
}
