import type { Endpoint } from '../../../domain/endpoint.ts';

/** The checks of `doctor`, in the order of its output. */
export const checkNames = [
  'config',
  'bot-token',
  'scopes',
  'app-token',
  'signing-secret',
  'command',
  'clock',
  'channel',
  'audit-channel',
  'people',
  'break-glass',
  'endpoint',
  'connect-handler',
  'authorization-policy',
  'expiry',
  'aws-look',
  'aws-end',
  'store',
  'record',
  'block-list',
  'queue',
  'probe',
] as const;
type CheckName = (typeof checkNames)[number];

/** A warning can be left as it is; something `wrong` keeps people from using a function. */
export type FindingLevel = 'ok' | 'warning' | 'wrong';

/** What one check found. */
export interface Finding {
  readonly check: CheckName;
  /** What was checked: a channel, an endpoint, a file. */
  readonly subject: string;
  readonly verdict: FindingLevel;
  /** One sentence, which never contains a secret. */
  readonly says: string;
  /** Absent when there is nothing to fix. */
  readonly fix?: Fix;
}

export interface Fix {
  /** What to do, as one sentence. */
  readonly step: string;
  /** What to type or paste, exactly. */
  readonly exact?: string;
}

/** What was checked, and by which check. */
export type CheckSubject = Pick<Finding, 'check' | 'subject'>;

export function ok(subject: CheckSubject, says: string): Finding {
  return { ...subject, verdict: 'ok', says };
}

export function warning(subject: CheckSubject, says: string, fix: Fix): Finding {
  return { ...subject, verdict: 'warning', says, fix };
}

export function wrong(subject: CheckSubject, says: string, fix: Fix): Finding {
  return { ...subject, verdict: 'wrong', says, fix };
}

/** Counts the findings of each verdict. */
export function tallyOf(findings: readonly Finding[]): Readonly<Record<FindingLevel, number>> {
  const count = (wanted: FindingLevel) => findings.filter(({ verdict }) => verdict === wanted).length;
  return { ok: count('ok'), warning: count('warning'), wrong: count('wrong') };
}

/** Returns the AWS partition of a Region, as used in ARNs. https://docs.aws.amazon.com/general/latest/gr/aws-arns-and-namespaces.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Returns the account of an endpoint's role; undefined without a role, when Bouncer's own account applies. */
export function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(':')[4];
}

/**
 * Returns the IAM statement that an endpoint's role lacks. AWS has no finer resource for endpoints and metrics.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
export function allowing(action: string, { id, region, roleArn }: Endpoint): Fix {
  const resource =
    action === 'ec2:DescribeClientVpnEndpoints' || action === 'cloudwatch:GetMetricData'
      ? '*'
      : `arn:${partitionOf(region)}:ec2:${region}:${accountOf(roleArn) ?? '*'}:client-vpn-endpoint/${id}`;
  const statement = { Effect: 'Allow', Action: action, Resource: resource };

  return { step: `give ${whoLacks(roleArn)} this statement`, exact: JSON.stringify(statement) };
}

/** Names the role, and mentions its trust: AWS gives the same error when the role cannot be assumed. */
function whoLacks(roleArn: string | undefined): string {
  return roleArn === undefined
    ? 'the bot’s role'
    : `${roleArn} (which must also let the bot’s own role assume it, with the endpoint’s id as external id)`;
}
