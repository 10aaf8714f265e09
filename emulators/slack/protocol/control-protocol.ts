/**
 * The control interface of the emulated workspace, for tests and benchmarks. No Slack client calls these paths.
 *
 * `GET    /_emulator/calls?after=N`       → {@link ApiCall}[]
 * `GET    /_emulator/deliveries?after=N`  → {@link DeliveryRecord}[]
 * `POST   /_emulator/redeliver`           ← `{ number }`: sends a delivery again, same envelope id or same body
 * `GET    /_emulator/notifications`       → {@link Notification}[] that mentions in new messages have caused
 * `GET    /_emulator/faults`              → {@link FaultOrder}[] that are still to happen
 * `POST   /_emulator/faults`              ← {@link FaultOrder}
 * `DELETE /_emulator/faults`              ends them all
 * `GET    /_emulator/rate-limit`          → `{ isOn }`
 * `POST   /_emulator/rate-limit`          ← {@link RateLimitOrder}
 * `GET    /_emulator/sockets`             → `{ connections }`
 * `POST   /_emulator/sockets/disconnect`  ← {@link DisconnectOrder}
 * `POST   /_emulator/sockets/send`        ← `{ frame }`: any text, to every connection
 * `POST   /_emulator/channel`             ← {@link ChannelOrder}
 * `POST   /_emulator/person`              ← {@link PersonOrder}
 * `POST   /_emulator/credentials`         ← {@link CredentialOrder}
 */

/** One Web API call, or one answer by response_url, as it was answered. */
export interface ApiCall {
  readonly number: number;
  readonly at: string;
  /** The method; `response_url` for an answer that came that way. */
  readonly method: string;
  /** Without tokens. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The HTTP status; null where the connection was cut. */
  readonly status: number | null;
  readonly answer: Readonly<Record<string, unknown>>;
}

export interface FaultOrder {
  /** A method, `response_url`, or `*` for anything. */
  readonly method: string;
  /** How often it happens; null until it is ended. */
  readonly times: number | null;
  readonly fault: Fault;
}

export type Fault =
  /** An answer with this HTTP status and a page instead of JSON. */
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'rate_limited'; readonly retryAfterS: number }
  /** The connection is cut: before the call takes effect, or after it has. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** Slack refuses with this word. */
  | { readonly kind: 'error'; readonly error: string }
  | { readonly kind: 'delay'; readonly delayMs: number };

/**
 * Slack takes about one message a second in each channel, and about 50 updates a minute in the workspace, with short
 * bursts. Off by default.
 */
export interface RateLimitOrder {
  readonly isOn: boolean;
  /** How many messages a quiet channel takes at once; 1 by default. */
  readonly burst?: number;
  /** How many updates the workspace takes at once; 50 by default. */
  readonly updates?: number;
}

/**
 * Why a connection ends. The last three are the network's doing: `drop` closes it without a disconnect message, `reset`
 * resets it, and after `hang` nothing passes in either direction while both sides keep the connection open.
 */
export type DisconnectReason = (typeof disconnectReasons)[number];
export const disconnectReasons = [
  'warning',
  'refresh_requested',
  'link_disabled',
  'drop',
  'reset',
  'hang',
] as const;

export interface DisconnectOrder {
  readonly reason: DisconnectReason;
  /** How many connections are ended, those that were opened first first; all by default. */
  readonly atMost?: number;
}

export interface ChannelOrder {
  readonly id: string;
  readonly name?: string;
  readonly isArchived?: boolean;
  readonly isPostingRestricted?: boolean;
  readonly isPendingExtShared?: boolean;
  readonly isOrgShared?: boolean;
  readonly hasBot?: boolean;
  readonly kind?: 'public' | 'private' | 'shared';
  readonly members?: readonly string[];
}

export interface PersonOrder {
  readonly id: string;
  readonly deleted?: boolean;
  readonly isRestricted?: boolean;
  readonly isUltraRestricted?: boolean;
  readonly isStranger?: boolean;
  readonly isEmailConfirmed?: boolean;
  /** Not active in Slack: ephemeral messages that are posted meanwhile do not reach them. */
  readonly isAway?: boolean;
}

/** Replaces what it names. Tokens that are replaced are revoked at once; requests are signed with the new secret. */
export interface CredentialOrder {
  readonly botToken?: string;
  readonly appToken?: string;
  readonly signingSecret?: string;
}
