import type { ConnectionUpdate } from '../domain/connection-record.ts';
import type { Endpoint } from '../domain/endpoint.ts';

/** The connection logs that endpoints write to CloudWatch Logs. */
export interface ConnectionLog {
  /**
   * Reads one page of an endpoint's log: connections that began or ended, without failed attempts.
   *
   * @param from Entries from this moment on, or those that follow an earlier page.
   * @throws {Failure} `aws_denied` if the role may not read the group, `aws_rejected` if there is no such group.
   */
  page(endpoint: Endpoint, group: string, from: LogPosition): Promise<LogPage>;
}

export interface LogPosition {
  readonly since: Date;
  /** Continues the page that returned it. */
  readonly token?: string | undefined;
}

export interface LogPage {
  readonly entries: readonly LoggedConnection[];
  /** Undefined after the last page. */
  readonly token: string | undefined;
}

export interface LoggedConnection {
  /** Identifies the entry in the log. */
  readonly entry: string;
  /** When Client VPN wrote it. */
  readonly at: Date;
  readonly update: ConnectionUpdate;
}
