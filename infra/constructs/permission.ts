import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Permission } from '../../src/permissions/permission.ts';

export function allowing({ sid, actions, resources, conditions }: Permission): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.ALLOW,
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions: { ...conditions } }),
  });
}

export function denying({ sid, actions, resources }: Permission): PolicyStatement {
  return new PolicyStatement({ sid, effect: Effect.DENY, actions: [...actions], resources: [...resources] });
}
