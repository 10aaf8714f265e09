/** A Client VPN endpoint of the emulated account. */
export interface VpnEndpoint {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly authentication: Authentication;
  /** Visible to callers of this account alone; to everyone where it is absent. */
  readonly accountId?: string;
  /** False where no subnet is associated with it at the start: clients cannot connect, and connections cannot be listed. */
  readonly isAssociated?: boolean;
  /** How many networks are associated with it, each in a zone of its own; 2 unless told otherwise. */
  readonly networks?: number;
  /** The Lambda function that is called before each new connection if `lambdaUrl` is set. */
  readonly connectHandlerArn?: string;
  /** The trust providers that verify a client's device. */
  readonly trustProviders?: readonly ('crowdstrike' | 'jamf' | 'jumpcloud')[];
  readonly authorizationPolicy?: AuthorizationPolicy;
  /** Where its connection log is written; absent: connections are not logged. */
  readonly connectionLog?: ConnectionLogOptions;
  /** What CloudWatch measures of it by name, such as `CrlDaysToExpiry`, the same at every hour. */
  readonly metrics?: Readonly<Record<string, number>>;
}

/** A log group of CloudWatch Logs in the endpoint's account and Region. */
export interface ConnectionLogOptions {
  readonly group: string;
  /** Whether somebody has deleted the group. */
  readonly isMissing?: boolean;
}

/** A Cedar policy. The emulator describes it but never evaluates it, so it denies no connection. */
export interface AuthorizationPolicy {
  readonly document: string;
  /** `active` by default. */
  readonly status?: 'creating' | 'updating' | 'active' | 'failed' | 'deleting';
  /** Whether denials are only logged. */
  readonly isShadow?: boolean;
}

export type Authentication = 'certificate' | 'directory' | 'federated';

/** Default endpoints: the first uses single sign-on, the second certificates, the third a directory. */
export function inventEndpoints(count: number): readonly VpnEndpoint[] {
  return Array.from({ length: count }, (_, index) => {
    const known = demoEndpoints[index];
    const digits = (index + 1).toString(16);
    return {
      id: `cvpn-endpoint-${'0123456789abcdef0'.slice(0, 17 - digits.length)}${digits}`,
      name: known?.name ?? `vpn-${index + 1}`,
      region: known?.region ?? 'eu-west-1',
      authentication: known?.authentication ?? 'federated',
    };
  });
}

const demoEndpoints: readonly Omit<VpnEndpoint, 'id'>[] = [
  { name: 'prod-eu', region: 'eu-west-1', authentication: 'federated' },
  { name: 'lab', region: 'us-east-1', authentication: 'certificate' },
  { name: 'prod-us', region: 'us-east-1', authentication: 'directory' },
];
