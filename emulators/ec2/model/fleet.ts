import { type ClientAddress, createAddressBook } from './client-address.ts';
import { connectionNames, type Names, type VpnClient } from './connection-names.ts';
import { ConnectionTable } from './connection-table.ts';
import { EventQueue } from './event-queue.ts';
import type { Random } from './random.ts';
import { type ConnectionState, isLive, type VpnConnection } from './vpn-connection.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

export interface FleetOptions {
  readonly endpoints: readonly VpnEndpoint[];
  readonly random: Random;
  readonly now: () => number;
  /** From the call of Terminate until the connection has ended. */
  readonly terminationMs: number;
  /** From the end of a terminated certificate client's connection until it reconnects; absent: it does not. */
  readonly reconnectMs?: number | undefined;
  /** Calls an endpoint's connect handler; it must not throw. Without it, every client is allowed. */
  readonly callConnectHandler?: CallConnectHandler | undefined;
  /** Whether the termination that is about to end will fail. */
  readonly terminationFails: () => boolean;
  /** Names whose counters start beyond 2^53. */
  readonly heavyUsers: readonly string[];
}

/** Asks a connect handler whether a client may open a connection. */
export type CallConnectHandler = (
  connection: VpnConnection,
  handlerArn: string,
) => Promise<{ readonly isAllowed: boolean; readonly message: string }>;

export type FleetEvent =
  | { readonly kind: 'changed'; readonly connection: VpnConnection }
  | { readonly kind: 'vanished'; readonly connection: VpnConnection }
  | { readonly kind: 'denied'; readonly denied: DeniedConnection };

/** A connection that the connect handler denied, with the message that the client received. */
export interface DeniedConnection {
  readonly connection: VpnConnection;
  readonly message: string;
  readonly at: number;
}

export type Connected =
  | { readonly ok: true; readonly connection: VpnConnection }
  | { readonly ok: false; readonly reason: ConnectRefusal };

export type DialResult =
  | Connected
  | { readonly ok: false; readonly reason: 'denied'; readonly message: string };

export type ConnectRefusal =
  | 'endpoint_unknown'
  | 'endpoint_unassociated'
  | 'username_missing'
  | 'common_name_missing';

/** The endpoints and their connections, independent of HTTP, XML and callers. */
export class Fleet {
  readonly endpoints: readonly VpnEndpoint[];
  readonly now: () => number;
  readonly #options: FleetOptions;
  readonly #events = new EventQueue();
  readonly #tables: ReadonlyMap<string, ConnectionTable>;
  readonly #nextAddress: (endpointId: string) => ClientAddress;
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #denied: DeniedConnection[] = [];
  readonly #unassociated: Set<string>;
  readonly #gaveUp = new Set<string>();
  #sequence = 0;

  constructor(options: FleetOptions) {
    this.endpoints = options.endpoints;
    this.now = options.now;
    this.#options = options;
    this.#unassociated = new Set(
      options.endpoints.flatMap((one) => (one.isAssociated === false ? [one.id] : [])),
    );
    this.#tables = new Map(options.endpoints.map(({ id }) => [id, new ConnectionTable()]));
    this.#nextAddress = createAddressBook(options.endpoints, options.random);
  }

  /** Runs what is due. Called before every request, so that no timer is needed. */
  advance(): void {
    this.#events.runUntil(this.now());
  }

  schedule(at: number, happen: (at: number) => void): void {
    this.#events.add(at, happen);
  }

  /** @returns A function that stops listening. */
  listen(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  connectionTable(endpointId: string): ConnectionTable | undefined {
    return this.#tables.get(endpointId);
  }

  /** Whether a network is associated with the endpoint. Without one, clients cannot connect and connections cannot be listed. */
  isAssociated(endpointId: string): boolean {
    return !this.#unassociated.has(endpointId);
  }

  associate(endpointId: string): void {
    this.#unassociated.delete(endpointId);
  }

  /**
   * Takes the last network from an endpoint: "All active client connections are terminated. New client connections are
   * disallowed." https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateClientVpnTargetNetwork.html
   */
  disassociate(endpointId: string, at = this.now()): void {
    this.#unassociated.add(endpointId);
    const table = this.connectionTable(endpointId);
    for (const connection of table?.latest(Number.POSITIVE_INFINITY) ?? []) this.leave(connection, at);
  }

  /** Opens a connection without calling the connect handler, like those from before the handler was attached. */
  connect(client: VpnClient, at = this.now()): Connected {
    const connected = this.#prepare(client, at);
    if (connected.ok) this.#admit(connected.connection);
    return connected;
  }

  /** Connects as a client does: where the endpoint has a connect handler, it is called first. */
  async dial(client: VpnClient, at = this.now()): Promise<DialResult> {
    const prepared = this.#prepare(client, at);
    if (!prepared.ok) return prepared;

    const { connection } = prepared;
    const handlerArn = this.endpoints.find(({ id }) => id === connection.endpointId)?.connectHandlerArn;
    const { callConnectHandler } = this.#options;
    if (handlerArn !== undefined && callConnectHandler !== undefined) {
      const { isAllowed, message } = await callConnectHandler(connection, handlerArn);
      if (!isAllowed) return this.#deny({ connection, message, at: this.now() });
    }
    this.#admit(connection);
    return prepared;
  }

  /** The latest first. */
  denied(): readonly DeniedConnection[] {
    return this.#denied;
  }

  #prepare(client: VpnClient, at: number): Connected {
    const endpoint = this.endpoints.find(({ id }) => id === client.endpointId);
    if (endpoint === undefined) return { ok: false, reason: 'endpoint_unknown' };
    if (!this.isAssociated(endpoint.id)) return { ok: false, reason: 'endpoint_unassociated' };
    const names = connectionNames(endpoint, client);
    if ('missing' in names) return { ok: false, reason: names.missing };

    return { ok: true, connection: this.#open(endpoint, names, at) };
  }

  #admit(connection: VpnConnection): void {
    this.#tables.get(connection.endpointId)?.add(connection);
    this.#announce({ kind: 'changed', connection });
  }

  #deny(denied: DeniedConnection): DialResult {
    this.#denied.unshift(denied);
    this.#denied.splice(maxDenied);
    this.#announce({ kind: 'denied', denied });
    return { ok: false, reason: 'denied', message: denied.message };
  }

  /** What TerminateClientVpnConnections does to one connection; idempotent, like EC2's TerminateInstances. */
  terminate(connection: VpnConnection): {
    readonly previous: ConnectionState;
    readonly current: ConnectionState;
  } {
    const previous = connection.state;
    if (previous.code === 'active' || previous.code === 'failed-to-terminate') {
      this.#change(connection, { code: 'terminating' });
      this.schedule(this.now() + this.#options.terminationMs, (at) =>
        this.#finishTermination(connection, at),
      );
    }
    return { previous, current: connection.state };
  }

  /** The client disconnects by itself. */
  leave(connection: VpnConnection, at = this.now()): void {
    if (isLive(connection)) this.#end(connection, at);
  }

  /** The clients with this certificate stop reconnecting, as laptops do that are shut down. */
  giveUp(commonName: string): void {
    this.#gaveUp.add(commonName);
  }

  #open(endpoint: VpnEndpoint, names: Names, at: number): VpnConnection {
    const { random, heavyUsers } = this.#options;
    const { clientIp, clientIpv6 } = this.#nextAddress(endpoint.id);
    return {
      connectionId: `cvpn-connection-0${random.hex(16)}`,
      endpointId: endpoint.id,
      sequence: this.#sequence++,
      ...names,
      clientIp,
      clientIpv6,
      postures: random.chance(0.1) ? [random.pick(postureAnswers)] : [],
      isEvaluated: endpoint.authorizationPolicy !== undefined,
      establishedAt: at,
      traffic: {
        before: heavyUsers.includes(names.username ?? names.commonName) ? beyondSafeInteger : 0n,
        sentPerSecond: random.below(4_000),
        receivedPerSecond: random.below(40_000),
      },
      state: { code: 'active' },
    };
  }

  #finishTermination(connection: VpnConnection, at: number): void {
    if (connection.state.code !== 'terminating') return;
    if (this.#options.terminationFails()) {
      this.#change(connection, {
        code: 'failed-to-terminate',
        message: 'The connection is still established.',
      });
      return;
    }

    this.#end(connection, at);
    const { reconnectMs } = this.#options;
    if (reconnectMs === undefined || connection.username !== undefined) return;
    const { endpointId, commonName } = connection;
    this.#reconnectLater({ endpointId, commonName }, at + reconnectMs, reconnectMs);
  }

  /** A denied client keeps trying. */
  #reconnectLater(client: VpnClient, at: number, everyMs: number): void {
    this.schedule(at, async (later) => {
      if (client.commonName !== undefined && this.#gaveUp.has(client.commonName)) return;
      const result = await this.dial(client, later);
      if (!result.ok && result.reason === 'denied') {
        this.#reconnectLater(client, this.now() + everyMs, everyMs);
      }
    });
  }

  #end(connection: VpnConnection, at: number): void {
    this.#change(connection, { code: 'terminated', endedAt: at });
    this.schedule(at + endedRowsStayMs, () => {
      this.#tables.get(connection.endpointId)?.remove(connection);
      this.#announce({ kind: 'vanished', connection });
    });
  }

  #change(connection: VpnConnection, state: ConnectionState): void {
    this.#tables.get(connection.endpointId)?.change(connection, state);
    this.#announce({ kind: 'changed', connection });
  }

  #announce(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** How many the control interface shows. */
const maxDenied = 20;

/** "Active connections and connections that have been terminated within the last 60 minutes." */
const endedRowsStayMs = 60 * 60 * 1000;

const beyondSafeInteger = 2n ** 53n + 1n;

/** What a client connect handler may have answered for `posture-compliance-statuses`. */
const postureAnswers = ['compliant', 'disk-not-encrypted', 'antivirus-outdated'];
