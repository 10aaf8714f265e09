/** An attempt to connect, as the connect handler saw it. */
export interface ConnectionAttempt {
  readonly connection: string;
  readonly endpoint: string;
  /** Empty if the endpoint knows certificates only. */
  readonly username: string;
  readonly commonName: string;
  /** The person's public address. EC2 itself only reports the address inside the VPN. */
  readonly publicIp: string;
  /** `win`, `mac`, `linux`, `android`, …, as the client reports it. */
  readonly platform: string;
  readonly at: Date;
  readonly verdict: HandlerVerdict;
}

export type HandlerVerdict =
  | 'allowed'
  /** A block covers them. */
  | 'turned_away'
  /** The list of blocks could not be read, so the operator's default was applied. */
  | 'allowed_unread'
  | 'turned_away_unread';

/** How often a block has denied a name on an endpoint. */
export interface DeniedConnections {
  readonly name: string;
  /** The total so far. */
  readonly count: number;
  /** How many of them were reported. */
  readonly told: number;
  readonly toldAt: Date | undefined;
  readonly latest: ConnectionAttempt;
}
