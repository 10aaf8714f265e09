import type { Gap } from './connection-record.ts';
import type { DaysToExpiry, Endpoint } from './endpoint.ts';
import type { ChannelId } from './ids.ts';

/** What happened on a channel's endpoints in a week. */
export interface UsageReport {
  readonly channel: ChannelId;
  readonly from: Date;
  readonly to: Date;
  /** The time zone of the days in its title, such as `Europe/Berlin`. */
  readonly zone: string;
  readonly endpoints: readonly EndpointUsage[];
  /** The longest first. */
  readonly longest: readonly LongConnection[];
  /** Whether there were too many connections to look at all of them. */
  readonly isLongestCut: boolean;
  /** Undefined if the channel may not read the audit log. */
  readonly acts: ActCounts | undefined;
  /** Why something is missing, as it is said to people. */
  readonly missing: readonly MissingPart[];
}

export type MissingPart = 'history_off' | 'history_unavailable' | 'audit_unavailable' | 'audit_cut';

export interface EndpointUsage {
  readonly endpoint: Endpoint;
  /** Undefined if the endpoint was not observed at all. */
  readonly figures:
    | { readonly peak: { readonly at: Date; readonly active: number }; readonly average: number }
    | undefined;
  /** A line of text that draws the week. */
  readonly sparkline: string | undefined;
  readonly gaps: readonly Gap[];
  /** The most connections that AWS allows; undefined if that is not known. */
  readonly limit: number | undefined;
  /** Undefined if AWS did not tell. */
  readonly expiry: DaysToExpiry | undefined;
}

/** The chart of an endpoint's week, as a file to share. */
export interface ReportChart {
  readonly name: string;
  readonly title: string;
  /** A PNG. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** What it shows, in words and figures. */
  readonly altText: string;
}

export interface LongConnection {
  /** The VPN name; undefined if the connection has none. */
  readonly name: string | undefined;
  readonly endpoint: Endpoint;
  readonly startedAt: Date;
  /** Undefined for one that was active when its endpoint was last observed. */
  readonly endedAt: Date | undefined;
  /** Whether its endpoint was observed so recently that it counts as still active. */
  readonly isActive: boolean;
  /** From its start to its end, or to when it was last known to be active. */
  readonly ms: number;
}

/** What the audit log of the week says. */
export interface ActCounts {
  /** The channels with the most actions first. */
  readonly channels: readonly {
    readonly channel: string;
    readonly kicks: number;
    readonly blocks: number;
    readonly unblocks: number;
  }[];
  /** The names that were denied most often, with the number of denied connections. */
  readonly denied: readonly { readonly name: string; readonly count: number }[];
}

/** An endpoint that came this close to its limit is named. */
export const nearLimit = 0.8;
/** What expires within so many days is named. */
export const nearExpiryDays = 30;
