/**
 * The control interface of the emulated VPN: JSON beside the EC2 query API, for the page, the end-to-end tests and
 * the benchmarks. Types only. No AWS client ever calls these paths.
 *
 * `GET  /_emulator/fleet`       → {@link Fleet}
 * `GET  /_emulator/calls?after=N` → {@link Call}[]
 * `GET  /_emulator/stream`      → server-sent events, one {@link ControlEvent} each
 * `POST /_emulator/connect`     ← {@link Connect}, answers {@link ConnectResult}
 * `POST /_emulator/faults`      ← {@link Faults}, replacing the current faults; answers them
 */

export interface Fleet {
  readonly now: string;
  readonly endpoints: readonly Endpoint[];
  /** The first 1,000 of each endpoint, the latest first; `endpoints[].live` tells the whole count. */
  readonly connections: readonly Connection[];
  readonly faults: Faults;
  /** The latest first, twenty at most. */
  readonly denied: readonly DeniedConnection[];
}

export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  readonly authentication: 'certificate' | 'directory' | 'federated';
  readonly live: number;
}

export interface Connection {
  readonly id: string;
  readonly endpointId: string;
  readonly username: string | null;
  readonly commonName: string;
  readonly clientIp: string;
  readonly establishedAt: string;
  readonly endedAt: string | null;
  readonly bytesSent: string;
  readonly bytesReceived: string;
  readonly status: 'active' | 'failed-to-terminate' | 'terminating' | 'terminated';
}

/** A connection that an endpoint's connect handler denied. */
export interface DeniedConnection {
  readonly id: string;
  readonly endpointId: string;
  readonly name: string;
  readonly at: string;
  /** What the client shows. */
  readonly message: string;
}

/** The result of connecting; `denied` is the message that the client shows. */
export type ConnectResult = { readonly connectionId: string } | { readonly denied: string };

/** One AWS call as it was answered. */
export interface Call {
  readonly number: number;
  readonly at: string;
  readonly service: 'ec2' | 'sts' | 'secretsmanager' | 'monitoring' | 'logs';
  readonly action: string;
  readonly region: string;
  /** The signing access key id, and the role session it belongs to where AssumeRole made it. */
  readonly caller: string;
  readonly endpointId: string | null;
  /** The request's parameters in wire names, secrets left out. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
  /** The error code, or null on success. */
  readonly error: string | null;
  readonly durationMs: number;
  readonly requestId: string;
}

/** Injected faults. Without a field, that fault does not happen. */
export interface Faults {
  /** Share of calls answered `RequestLimitExceeded`, 0 to 1. */
  readonly throttling?: number;
  /** Regions in which every call fails with 503 `Unavailable`. */
  readonly regionsDown?: readonly string[];
  /** Actions answered `UnauthorizedOperation`, for example `TerminateClientVpnConnections`. */
  readonly denied?: readonly string[];
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  /** Share of terminations that end in `failed-to-terminate`, 0 to 1. */
  readonly failedTerminations?: number;
  /** Share of calls answered 200 with a proxy's HTML page, 0 to 1. */
  readonly proxyPages?: number;
  /** How far AWS' clock is ahead of the caller's, in milliseconds: what was signed too long ago is refused. */
  readonly clockAheadMs?: number;
}

export interface Connect {
  readonly endpointId: string;
  readonly username?: string;
  readonly commonName?: string;
}

export type ControlEvent =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'denied'; readonly denied: DeniedConnection }
  | { readonly kind: 'gone'; readonly connectionId: string }
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'call'; readonly call: Call }
  | { readonly kind: 'faults'; readonly faults: Faults };
