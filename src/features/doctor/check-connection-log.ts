import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { allowingLog } from './aws-fixes.ts';
import type { Finding, Subject } from './finding.ts';

/**
 * Checks whether Bouncer can read an endpoint's connection log, if the configuration asks for it. Only the history
 * depends on it, so every problem is a warning.
 */
export async function checkConnectionLog(
  { rules, vpn }: Pick<SetUp, 'rules' | 'vpn'>,
  endpoint: Endpoint,
  on: Subject,
): Promise<readonly Finding[]> {
  const { days, readsConnectionLog } = rules.history;
  if (days === 0 || !readsConnectionLog) return [];
  const { id, region } = endpoint;
  const facts = await vpn.facts(endpoint).catch(() => undefined);
  if (facts === undefined) return [];
  const group = facts.connectionLogGroup;
  if (group === undefined) {
    return [
      on.warning('connections aren’t logged, although history.connectionLog is set', {
        step: 'turn on its connection log, or remove the setting',
        exact: `aws ec2 modify-client-vpn-endpoint --region ${region} --client-vpn-endpoint-id ${id} --connection-log-options Enabled=true,CloudwatchLogGroup=GROUP`,
      }),
    ];
  }
  try {
    await vpn.tryConnectionLog(endpoint, group);
    return [on.ok(`the history reads ${group}`)];
  } catch (error) {
    const { code } = failureFrom(error);
    if (code === 'aws_denied') {
      const says = `Bouncer isn’t allowed to read ${group}, so the history lacks what the connection log says; everything else works`;
      return [on.warning(says, allowingLog(endpoint, group))];
    }
    if (code === 'aws_rejected') {
      return [
        on.warning(`CloudWatch Logs has no log group ${group}, so connections aren’t logged`, {
          step: 'create it',
          exact: `aws logs create-log-group --region ${region} --log-group-name ${group}`,
        }),
      ];
    }
    return [on.warning(`Bouncer couldn’t read ${group} in CloudWatch Logs`, 'run doctor again in a minute')];
  }
}
