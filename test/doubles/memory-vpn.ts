import { type Connection, isLive } from '../../src/domain/connection.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../../src/domain/endpoint.ts';
import { Failure, type FailureCode } from '../../src/domain/failure.ts';
import type { ConnectionId, EndpointId } from '../../src/domain/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  ConnectionFilter,
  Snapshot,
  StatusChange,
  Termination,
  TerminationAnswer,
  VpnGateway,
} from '../../src/ports/vpn-gateway.ts';

import { memorySnapshot } from './memory-snapshot.ts';

/** One call, as it was made. */
export type VpnCall =
  | { readonly kind: 'look'; readonly endpoint: string; readonly filter: ConnectionFilter | undefined }
  | { readonly kind: 'terminate'; readonly endpoint: string; readonly what: Termination };

type Method = 'connections' | 'terminate' | 'facts' | 'authorizationPolicy' | 'networks';

/** Fails the next calls of a method; a lost answer is one whose order was carried out all the same. */
export interface FailureOrder {
  readonly method: Method;
  readonly code: FailureCode;
  readonly on?: Endpoint;
  readonly times?: number;
  readonly isAnswerLost?: boolean;
  readonly by?: Termination['by'];
}

/** AWS ends a user's sessions by name up to this many. */
const maxByUsername = 5;
const federated: EndpointFacts = {
  status: 'available',
  authentication: ['federated'],
  connectHandler: 'none',
  sessionTimeoutHours: 24,
};

/** An endpoint whose connections carry no user name that its users signed in with. */
export const certificatesOnly: EndpointFacts = { ...federated, authentication: ['certificate'] };

/** Endpoints in memory that answer as EC2 does: filters heed case, and ended connections stay listed. */
export class MemoryVpn implements VpnGateway {
  readonly calls: VpnCall[] = [];
  readonly factsOf = new Map<EndpointId, EndpointFacts>();
  readonly networksOf = new Map<EndpointId, number>();
  readonly policyOf = new Map<EndpointId, AuthorizationPolicy>();
  /** Connections that AWS says it cannot end. */
  readonly stubborn = new Set<ConnectionId>();
  /** Endpoints without an associated network. */
  readonly unassociated = new Set<EndpointId>();
  /** What a look at all of an endpoint, rather than at some connections, fails with. */
  failWholeLooks: FailureCode | undefined;
  /** Happens at each order, before it takes effect. */
  onTerminate: (what: Termination, endpoint: Endpoint) => void = () => {};

  readonly #clock: Clock;
  readonly #rows = new Map<ConnectionId, Connection>();
  readonly #endsAt = new Map<ConnectionId, number>();
  #orders: readonly FailureOrder[] = [];
  #requests = 0;
  #endsAfterMs = 2_000;

  constructor(clock: Clock, connections: readonly Connection[] = []) {
    this.#clock = clock;
    for (const connection of connections) this.connect(connection);
  }

  connect(connection: Connection): void {
    this.#rows.set(connection.id, connection);
  }

  /** EC2 lists a connection no longer. */
  forget(id: ConnectionId): void {
    this.#rows.delete(id);
  }

  /** Connections are `terminating` for so long. */
  takeToEnd(ms: number): void {
    this.#endsAfterMs = ms;
  }

  fail(order: FailureOrder): void {
    this.#orders = [...this.#orders, order];
  }

  /** From here on every call is answered. */
  endFaults(): void {
    this.#orders = [];
  }

  /** The terminations that were asked for, in order. */
  get terminations(): readonly Termination[] {
    return this.calls.flatMap((call) => (call.kind === 'terminate' ? [call.what] : []));
  }

  async connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]> {
    return this.#look(endpoint, filter);
  }

  async scan(endpoint: Endpoint): Promise<Snapshot> {
    const isUnassociated = this.unassociated.has(endpoint.id);
    return memorySnapshot(this.#look(endpoint), this.#clock.now(), undefined, isUnassociated);
  }

  #look(endpoint: Endpoint, filter?: ConnectionFilter): readonly Connection[] {
    this.calls.push({ kind: 'look', endpoint: endpoint.name, filter });
    this.#failIfOrdered('connections', endpoint);
    if (filter === undefined && this.failWholeLooks !== undefined)
      throw new Failure(this.failWholeLooks, 'ordered');
    return this.#on(endpoint).filter((connection) => passes(connection, filter));
  }

  async terminationTurn(): Promise<void> {}

  async terminate(endpoint: Endpoint, what: Termination): Promise<TerminationAnswer> {
    this.calls.push({ kind: 'terminate', endpoint: endpoint.name, what });
    this.onTerminate(what, endpoint);
    const failure = this.#ordered('terminate', endpoint, what.by);
    if (failure !== undefined && failure.isAnswerLost !== true) throw new Failure(failure.code, 'ordered');

    const meant = this.#on(endpoint).filter((connection) => isLive(connection) && isMeant(connection, what));
    if (what.by === 'username' && meant.length > maxByUsername) throw new Failure('aws_rejected', 'too many');
    const statuses = meant.map((connection) => this.#end(connection));
    if (failure !== undefined) throw new Failure(failure.code, 'ordered');

    this.#requests += 1;
    const requestId = `request-${this.#requests}`;
    return statuses.length === 0
      ? { kind: 'already_gone', requestId }
      : { kind: 'answered', requestId, statuses };
  }

  async facts(endpoint: Endpoint): Promise<EndpointFacts> {
    this.#failIfOrdered('facts', endpoint);
    return this.factsOf.get(endpoint.id) ?? federated;
  }

  async authorizationPolicy(endpoint: Endpoint): Promise<AuthorizationPolicy> {
    this.#failIfOrdered('authorizationPolicy', endpoint);
    return this.policyOf.get(endpoint.id) ?? { kind: 'none' };
  }

  async networks(endpoint: Endpoint): Promise<number> {
    this.#failIfOrdered('networks', endpoint);
    return this.networksOf.get(endpoint.id) ?? 1;
  }

  async rehearse(): Promise<'allowed'> {
    return 'allowed';
  }

  #end({ id, status }: Connection): StatusChange {
    const isStubborn = this.stubborn.has(id);
    const current = { code: isStubborn ? 'failed-to-terminate' : 'terminating', message: undefined };
    if (!isStubborn) this.#endsAt.set(id, this.#clock.elapsedMs() + this.#endsAfterMs);
    return { id, previous: status, current };
  }

  #on(endpoint: Endpoint): readonly Connection[] {
    if (this.unassociated.has(endpoint.id)) return [];
    return [...this.#rows.values()]
      .filter((row) => row.endpointId === endpoint.id)
      .map((row) => this.#asNow(row));
  }

  #asNow(row: Connection): Connection {
    const endsAt = this.#endsAt.get(row.id);
    if (endsAt === undefined) return row;
    if (endsAt > this.#clock.elapsedMs())
      return { ...row, status: { code: 'terminating', message: undefined } };
    return { ...row, status: { code: 'terminated', message: undefined }, endedAt: new Date(endsAt) };
  }

  #failIfOrdered(method: Method, endpoint: Endpoint): void {
    const order = this.#ordered(method, endpoint);
    if (order !== undefined) throw new Failure(order.code, 'ordered');
  }

  #ordered(method: Method, endpoint: Endpoint, by?: Termination['by']): FailureOrder | undefined {
    const order = this.#orders.find(
      (each) =>
        each.method === method &&
        (each.on === undefined || each.on.id === endpoint.id) &&
        (each.by === undefined || each.by === by),
    );
    if (order?.times === undefined) return order;

    const rest = order.times > 1 ? [{ ...order, times: order.times - 1 }] : [];
    this.#orders = this.#orders.flatMap((each) => (each === order ? rest : [each]));
    return order;
  }
}

function passes({ id, username }: Connection, filter: ConnectionFilter | undefined): boolean {
  if (filter === undefined) return true;
  if (filter.by === 'connection') return filter.ids.includes(id);
  return username !== undefined && filter.usernames.includes(username);
}

function isMeant({ id, username }: Connection, what: Termination): boolean {
  return what.by === 'connection' ? id === what.id : username === what.username;
}
