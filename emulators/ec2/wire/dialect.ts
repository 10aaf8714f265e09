import type { Caller } from '../model/caller-registry.ts';
import type { ServiceError } from './service-error.ts';

export type Service = 'ec2' | 'sts' | 'secretsmanager' | 'monitoring' | 'logs';

/** How one service writes its answers. */
export interface Dialect {
  readonly contentType: string;
  /** The API version that a request must name; undefined where the protocol has none. */
  readonly version: string | undefined;
  /** The whole answer of an action, around what the action itself has to say. */
  success(action: string, body: Body, requestId: string): Body;
  failure(error: ServiceError, requestId: string): Body;
  readonly refusals: Refusals;
}

/** The errors that any action of a service can return; each service has its own codes for them. */
export interface Refusals {
  unknownAction(action: string): ServiceError;
  unknownParameter(name: string): ServiceError;
  unsigned(): ServiceError;
  expired(): ServiceError;
  /** The caller's clock and the service's are too far apart. */
  outOfTime(): ServiceError;
  throttled(): ServiceError;
  regionDown(): ServiceError;
  denied(action: string, caller: Caller, region: string): ServiceError;
}

/**
 * In pieces, so that a prepared page of a thousand rows is sent without being copied. Bytes are laid out already; text is
 * laid out by the dialect, where its service does so.
 */
export type Body = readonly (string | Buffer)[];
