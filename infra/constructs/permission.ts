import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Something that a function may or must never do, and why. The reason is for reviewers. */
export interface Permission {
  /** Names the statement in the policy. */
  readonly sid: string;
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

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
