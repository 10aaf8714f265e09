import { partitionOf } from '../../domain/endpoint.ts';
import type { Permission } from '../../permissions/permission.ts';
import { storePermissions } from '../../permissions/table-permissions.ts';
import { never, vpnPermissions } from '../../permissions/vpn-permissions.ts';
import type { ChosenSettings } from './config-text.ts';

/** Bouncer does not know the number of its account; a role grants nothing in other accounts anyway. */
const account = '*';

/** Returns the IAM policy of Bouncer's role for a new configuration, as JSON. */
export function rolePolicy({ endpoints, table }: Pick<ChosenSettings, 'endpoints' | 'table'>): string {
  const region = endpoints[0]?.region ?? '';
  const partition = partitionOf(region);
  const permissions = [
    ...vpnPermissions(endpoints, { partition, account }),
    ...(table === undefined
      ? []
      : storePermissions(`arn:${partition}:dynamodb:${region}:${account}:table/${table}`)),
  ];
  const policy = {
    Version: '2012-10-17',
    Statement: [...permissions.map((one) => statement('Allow', one)), statement('Deny', never)],
  };
  return JSON.stringify(policy, undefined, 2);
}

function statement(effect: 'Allow' | 'Deny', { sid, actions, resources, conditions }: Permission): object {
  return {
    Sid: sid,
    Effect: effect,
    Action: actions,
    Resource: resources,
    ...(conditions && { Condition: conditions }),
  };
}
