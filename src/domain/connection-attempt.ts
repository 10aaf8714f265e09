/** Somebody's attempt to connect, as the connect handler was asked about it. */
export interface ConnectionAttempt {
  readonly connection: string;
  readonly endpoint: string;
  /** Empty where the endpoint knows certificates only. */
  readonly username: string;
  readonly commonName: string;
  /** Where the person is; EC2 itself only tells the address inside the VPN. */
  readonly publicIp: string;
  /** `win`, `mac`, `linux`, `android`, … as the client says. */
  readonly platform: string;
  readonly at: Date;
  readonly verdict: HandlerVerdict;
}

export type HandlerVerdict =
  | 'allowed'
  /** A block names them. */
  | 'turned_away'
  /** The list of blocks could not be read, and the operator's choice was made. */
  | 'allowed_unread'
  | 'turned_away_unread';

/** How often a block has turned a name away on an endpoint. */
export interface DeniedConnections {
  readonly name: string;
  /** All of the times so far. */
  readonly count: number;
  /** How many of them were told. */
  readonly told: number;
  readonly toldAt: Date | undefined;
  readonly latest: ConnectionAttempt;
}
