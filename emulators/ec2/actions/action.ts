import type { Caller, CallerRegistry } from '../model/caller-registry.ts';
import type { ConnectionLogs } from '../model/connection-log.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Secrets } from '../model/secrets.ts';
import type { ConnectionPages } from '../wire/connection-pages.ts';
import type { Body, Service } from '../wire/dialect.ts';
import type { PaginationTokens } from '../wire/pagination-token.ts';
import type { Parameters } from '../wire/query-parameters.ts';

/** One action of an emulated service. */
export interface Action {
  readonly service: Service;
  readonly name: string;
  /** Wire names, a list without its numbers. Any other parameter is refused. */
  readonly parameters: readonly string[];
  /** Throws ServiceError where the service would refuse. */
  answer(request: ActionRequest, context: ActionContext): Body;
}

export interface ActionRequest {
  readonly parameters: Parameters;
  readonly region: string;
  readonly caller: Caller;
}

/** Everything that the actions of the emulated AWS use. */
export interface ActionContext {
  readonly fleet: Fleet;
  readonly pages: ConnectionPages;
  readonly tokens: PaginationTokens;
  readonly callers: CallerRegistry;
  readonly secrets: Secrets;
  readonly connectionLogs: ConnectionLogs;
}
