import type { World } from './actions/action.ts';
import { CallLog } from './control/call-log.ts';
import { connectRefusals, dialledFrom, type Onlooked } from './control/control-interface.ts';
import type { Call, Connect, Dialled, Fleet as FleetView, Weather } from './control/control-protocol.ts';
import { fleetView } from './control/fleet-view.ts';
import { WeatherStation } from './control/weather-station.ts';
import { listen } from './http-server.ts';
import { CallerRegistry } from './model/caller-registry.ts';
import { beginDailyLife } from './model/daily-life.ts';
import { Fleet } from './model/fleet.ts';
import { laptopOf, populate } from './model/populate.ts';
import { createRandom } from './model/random.ts';
import { Secrets } from './model/secrets.ts';
import { inventEndpoints, type VpnEndpoint } from './model/vpn-endpoint.ts';
import { handlerAsker } from './wire/ask-handler.ts';
import { ConnectionPages } from './wire/connection-pages.ts';
import { createPaginationTokens } from './wire/pagination-token.ts';

export interface Ec2Options {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Where none are given, one that knows user names and one that knows certificates. */
  readonly endpoints?: readonly VpnEndpoint[];
  /** Live connections on each endpoint at the start; none by default. */
  readonly connections?: number;
  /** Connections on each endpoint that ended within the hour before the start; none by default. */
  readonly ended?: number;
  /** E-mail addresses of people who are on from the start; who is named twice is on twice. */
  readonly regulars?: readonly string[];
  /** Names whose counters start beyond 2^53. */
  readonly heavyUsers?: readonly string[];
  /** Whether people come and go by themselves; by default everything stands still. */
  readonly isAlive?: boolean;
  readonly seed?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Secrets Manager's secrets, name to string. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** From the call of Terminate until the session has ended; 3,000 by default. */
  readonly terminationMs?: number;
  /** From the end of a kicked certificate client until it is back; by default it stays away. */
  readonly reconnectMs?: number;
  /** Where Lambda is, for endpoints with a connect handler; without it none is asked. */
  readonly lambdaUrl?: string;
  /** How old the counters of an unfiltered list may be; 1,000 by default. Larger keeps prepared pages longer. */
  readonly samplingMs?: number;
}

export interface Ec2 {
  readonly url: string;
  /** Opens a session, asking no connect handler, and answers its connection id; throws with a sentence where nobody could connect so. */
  connect(newcomer: Connect): string;
  /** Somebody connects as a client does: a connect handler is asked first. Throws likewise. */
  dial(newcomer: Connect): Promise<Dialled>;
  fleet(): FleetView;
  /** The latest 1,000 calls, those after a number if one is given. */
  calls(after?: number): readonly Call[];
  setWeather(weather: Weather): void;
  /** Takes an endpoint's last network away, which ends everybody's connection there; or gives it one again. */
  setAssociated(endpointId: string, isAssociated: boolean): void;
  /** Gives a secret a new value, as PutSecretValue does; the one before stays as the previous. */
  putSecret(name: string, value: string): void;
  stop(): Promise<void>;
}

/** Starts the emulated AWS: EC2's Client VPN actions, STS and Secrets Manager, on one port. */
export async function startEc2(options: Ec2Options = {}): Promise<Ec2> {
  const { seed = 1, now = Date.now } = options;
  const weather = new WeatherStation(createRandom(seed + 1));
  const random = createRandom(seed + 2);
  const fleet = openFleet(options, seed, now, weather);
  const world: World = {
    fleet,
    pages: new ConnectionPages(options.samplingMs ?? 1000, now),
    tokens: createPaginationTokens(random.hex(32)),
    callers: new CallerRegistry(random),
    secrets: new Secrets(options.secrets ?? {}, now),
  };
  const onlooked: Onlooked = { fleet, calls: new CallLog(), weather };
  const server = await listen(options.port ?? 0, options.host ?? '127.0.0.1', { world, random, onlooked });

  return {
    url: server.url,
    connect: (newcomer) => connect(fleet, newcomer),
    dial: (newcomer) => dial(fleet, newcomer),
    fleet: () => {
      fleet.advance();
      return fleetView(fleet, weather.present);
    },
    calls: (after = 0) => onlooked.calls.after(after),
    setWeather: (next) => weather.set(next),
    setAssociated: (endpointId, isAssociated) => {
      fleet.advance();
      if (isAssociated) fleet.associate(endpointId);
      else fleet.disassociate(endpointId);
    },
    putSecret: (name, value) => world.secrets.put(name, value),
    stop: server.stop,
  };
}

function openFleet(options: Ec2Options, seed: number, now: () => number, weather: WeatherStation): Fleet {
  const random = createRandom(seed);
  const regulars = options.regulars ?? [];
  const fleet = new Fleet({
    endpoints: options.endpoints ?? inventEndpoints(2),
    random,
    now,
    terminationMs: options.terminationMs ?? 3000,
    reconnectMs: options.reconnectMs,
    askHandler: options.lambdaUrl === undefined ? undefined : handlerAsker(options.lambdaUrl),
    terminationFails: () => weather.terminationFails(),
    heavyUsers: options.heavyUsers ?? [],
  });
  populate(fleet, { connections: options.connections ?? 0, ended: options.ended ?? 0, regulars }, random);
  fleet.advance();
  if (options.isAlive) {
    const names = new Set([...regulars, ...regulars.map(laptopOf)]);
    beginDailyLife(fleet, random, (session) => names.has(session.commonName));
  }
  return fleet;
}

function connect(fleet: Fleet, newcomer: Connect): string {
  fleet.advance();
  const connected = fleet.connect(newcomer);
  if (!connected.ok) throw new Error(connectRefusals[connected.reason]);
  return connected.session.connectionId;
}

async function dial(fleet: Fleet, newcomer: Connect): Promise<Dialled> {
  fleet.advance();
  const dialled = dialledFrom(await fleet.knock(newcomer));
  if ('refused' in dialled) throw new Error(connectRefusals[dialled.refused]);
  return dialled;
}
