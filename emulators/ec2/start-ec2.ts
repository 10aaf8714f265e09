import type { ActionContext } from './actions/action.ts';
import { CallLog } from './control/call-log.ts';
import { type ControlContext, connectRefusals, connectResultFrom } from './control/control-interface.ts';
import type { Call, Connect, ConnectResult, Faults, Fleet as FleetView } from './control/control-protocol.ts';
import { FaultInjector } from './control/fault-injector.ts';
import { fleetView } from './control/fleet-view.ts';
import { listen } from './http-server.ts';
import { CallerRegistry } from './model/caller-registry.ts';
import { ConnectionLogs } from './model/connection-log.ts';
import { startDailyTraffic } from './model/daily-traffic.ts';
import { Fleet } from './model/fleet.ts';
import { laptopOf, populate } from './model/populate.ts';
import { createRandom } from './model/random.ts';
import { Secrets } from './model/secrets.ts';
import { inventEndpoints, type VpnEndpoint } from './model/vpn-endpoint.ts';
import { connectHandlerCaller } from './wire/call-connect-handler.ts';
import { ConnectionPages } from './wire/connection-pages.ts';
import { createPaginationTokens } from './wire/pagination-token.ts';

export interface Ec2Options {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** By default one with single sign-on and one with certificates. */
  readonly endpoints?: readonly VpnEndpoint[];
  /** Live connections on each endpoint at the start; none by default. */
  readonly connections?: number;
  /** Connections on each endpoint that ended within the hour before the start; none by default. */
  readonly ended?: number;
  /** E-mail addresses of people who are connected from the start; an address that is listed twice has two connections. */
  readonly regulars?: readonly string[];
  /** Names whose counters start beyond 2^53. */
  readonly heavyUsers?: readonly string[];
  /** Whether clients connect and disconnect by themselves; by default they do not. */
  readonly isAlive?: boolean;
  readonly seed?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Secrets Manager's secrets, name to string. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** From the call of Terminate until the connection has ended; 3,000 by default. */
  readonly terminationMs?: number;
  /** From the end of a terminated certificate client's connection until it reconnects; by default it does not. */
  readonly reconnectMs?: number;
  /** Address of the emulated Lambda, for endpoints with a connect handler; without it no handler is called. */
  readonly lambdaUrl?: string;
  /** How old the counters of an unfiltered list may be; 1,000 by default. Larger keeps prepared pages longer. */
  readonly samplingMs?: number;
}

export interface Ec2 {
  readonly url: string;
  /** Opens a connection without calling the connect handler. @returns Its id. @throws {Error} Where a client could not connect. */
  connect(client: Connect): string;
  /** Connects as a client does: the connect handler is called first. @throws {Error} Where a client could not connect. */
  dial(client: Connect): Promise<ConnectResult>;
  /** The clients with this certificate stop reconnecting. */
  giveUp(commonName: string): void;
  fleet(): FleetView;
  /** The latest 1,000 calls, those after a number if one is given. */
  calls(after?: number): readonly Call[];
  setFaults(faults: Faults): void;
  /** Disassociates an endpoint's last network, which ends all its connections, or associates one again. */
  setAssociated(endpointId: string, isAssociated: boolean): void;
  /** Gives a secret a new value, as PutSecretValue does; the one before stays as the previous. */
  putSecret(name: string, value: string): void;
  stop(): Promise<void>;
}

/** Starts the emulated AWS: EC2's Client VPN actions, STS and Secrets Manager, on one port. */
export async function startEc2(options: Ec2Options = {}): Promise<Ec2> {
  const { seed = 1, now = Date.now } = options;
  const faults = new FaultInjector(createRandom(seed + 1));
  const random = createRandom(seed + 2);
  const connectionLogs = new ConnectionLogs(options.endpoints ?? []);
  const fleet = openFleet(options, seed, now, faults, connectionLogs);
  const context: ActionContext = {
    fleet,
    pages: new ConnectionPages(options.samplingMs ?? 1000, now),
    tokens: createPaginationTokens(random.hex(32)),
    callers: new CallerRegistry(random),
    secrets: new Secrets(options.secrets ?? {}, now),
    connectionLogs,
  };
  const control: ControlContext = { fleet, calls: new CallLog(), faults };
  const server = await listen(options.port ?? 0, options.host ?? '127.0.0.1', { context, random, control });

  return {
    url: server.url,
    connect: (client) => connect(fleet, client),
    dial: (client) => dial(fleet, client),
    giveUp: (commonName) => fleet.giveUp(commonName),
    fleet: () => {
      fleet.advance();
      return fleetView(fleet, faults.present);
    },
    calls: (after = 0) => control.calls.after(after),
    setFaults: (next) => faults.set(next),
    setAssociated: (endpointId, isAssociated) => {
      fleet.advance();
      if (isAssociated) fleet.associate(endpointId);
      else fleet.disassociate(endpointId);
    },
    putSecret: (name, value) => context.secrets.put(name, value),
    stop: server.stop,
  };
}

function openFleet(
  options: Ec2Options,
  seed: number,
  now: () => number,
  faults: FaultInjector,
  connectionLogs: ConnectionLogs,
): Fleet {
  const random = createRandom(seed);
  const regulars = options.regulars ?? [];
  const fleet = new Fleet({
    endpoints: options.endpoints ?? inventEndpoints(2),
    random,
    now,
    terminationMs: options.terminationMs ?? 3000,
    reconnectMs: options.reconnectMs,
    callConnectHandler: options.lambdaUrl === undefined ? undefined : connectHandlerCaller(options.lambdaUrl),
    terminationFails: () => faults.terminationFails(),
    heavyUsers: options.heavyUsers ?? [],
  });
  connectionLogs.follow(fleet);
  populate(fleet, { connections: options.connections ?? 0, ended: options.ended ?? 0, regulars }, random);
  fleet.advance();
  if (options.isAlive) {
    const names = new Set([...regulars, ...regulars.map(laptopOf)]);
    startDailyTraffic(fleet, random, (connection) => names.has(connection.commonName));
  }
  return fleet;
}

function connect(fleet: Fleet, client: Connect): string {
  fleet.advance();
  const connected = fleet.connect(client);
  if (!connected.ok) throw new Error(connectRefusals[connected.reason]);
  return connected.connection.connectionId;
}

async function dial(fleet: Fleet, client: Connect): Promise<ConnectResult> {
  fleet.advance();
  const result = connectResultFrom(await fleet.dial(client));
  if ('refused' in result) throw new Error(connectRefusals[result.refused]);
  return result;
}
