import { Agenda } from './agenda.ts';
import { type ClientAddress, createAddressBook } from './client-address.ts';
import { type Names, type Newcomer, namesOn } from './names-on.ts';
import type { Random } from './random.ts';
import { Roster } from './roster.ts';
import { isLive, type Session, type SessionState } from './session.ts';
import type { VpnEndpoint } from './vpn-endpoint.ts';

export interface FleetOptions {
  readonly endpoints: readonly VpnEndpoint[];
  readonly random: Random;
  readonly now: () => number;
  /** From the call of Terminate until the session has ended. */
  readonly terminationMs: number;
  /** From the end of a terminated certificate client's session until it is back; absent: it stays away. */
  readonly reconnectMs?: number | undefined;
  /** Asks an endpoint's connect handler about a client; it must not throw. Without it, nobody is asked. */
  readonly askHandler?: AskHandler | undefined;
  /** Whether the termination that is about to end will fail. */
  readonly terminationFails: () => boolean;
  /** Names whose counters start beyond 2^53. */
  readonly heavyUsers: readonly string[];
}

/** What a connect handler says of a session that a client wants to open. */
export type AskHandler = (
  session: Session,
  handlerArn: string,
) => Promise<{ readonly isAllowed: boolean; readonly message: string }>;

export type FleetEvent =
  | { readonly kind: 'changed'; readonly session: Session }
  | { readonly kind: 'vanished'; readonly session: Session }
  | { readonly kind: 'turned_away'; readonly turnedAway: TurnedAway };

/** A client that the connect handler did not let in, with what it was told. */
export interface TurnedAway {
  readonly session: Session;
  readonly message: string;
  readonly at: number;
}

export type Connected =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly reason: ConnectRefusal };

export type Knocked =
  | Connected
  | { readonly ok: false; readonly reason: 'turned_away'; readonly message: string };

export type ConnectRefusal =
  | 'endpoint_unknown'
  | 'endpoint_unassociated'
  | 'username_missing'
  | 'common_name_missing';

/** The endpoints and everybody connected to them. Knows nothing of HTTP, XML or who asks. */
export class Fleet {
  readonly endpoints: readonly VpnEndpoint[];
  readonly now: () => number;
  readonly #options: FleetOptions;
  readonly #agenda = new Agenda();
  readonly #rosters: ReadonlyMap<string, Roster>;
  readonly #nextAddress: (endpointId: string) => ClientAddress;
  readonly #listeners = new Set<(event: FleetEvent) => void>();
  readonly #turnedAway: TurnedAway[] = [];
  readonly #unassociated: Set<string>;
  #sequence = 0;

  constructor(options: FleetOptions) {
    this.endpoints = options.endpoints;
    this.now = options.now;
    this.#options = options;
    this.#unassociated = new Set(
      options.endpoints.flatMap((one) => (one.isAssociated === false ? [one.id] : [])),
    );
    this.#rosters = new Map(options.endpoints.map(({ id }) => [id, new Roster()]));
    this.#nextAddress = createAddressBook(options.endpoints, options.random);
  }

  /** Lets happen what has fallen due. Everyone who asks calls it first, so that no timer is needed. */
  advance(): void {
    this.#agenda.runUntil(this.now());
  }

  schedule(at: number, happen: (at: number) => void): void {
    this.#agenda.add(at, happen);
  }

  /** Answers how to stop listening. */
  listen(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  roster(endpointId: string): Roster | undefined {
    return this.#rosters.get(endpointId);
  }

  /** Whether a network is associated with the endpoint: without one nobody can connect, and nothing can be listed. */
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
    const roster = this.roster(endpointId);
    for (const session of roster?.latest(Number.POSITIVE_INFINITY) ?? []) this.leave(session, at);
  }

  /** Opens a session without asking any connect handler: those who were on before it was attached. */
  connect(newcomer: Newcomer, at = this.now()): Connected {
    const connected = this.#prepare(newcomer, at);
    if (connected.ok) this.#admit(connected.session);
    return connected;
  }

  /** Somebody connects as a client does: where the endpoint has a connect handler, it is asked first. */
  async knock(newcomer: Newcomer, at = this.now()): Promise<Knocked> {
    const prepared = this.#prepare(newcomer, at);
    if (!prepared.ok) return prepared;

    const { session } = prepared;
    const handlerArn = this.endpoints.find(({ id }) => id === session.endpointId)?.connectHandlerArn;
    const { askHandler } = this.#options;
    if (handlerArn !== undefined && askHandler !== undefined) {
      const { isAllowed, message } = await askHandler(session, handlerArn);
      if (!isAllowed) return this.#turnAway({ session, message, at: this.now() });
    }
    this.#admit(session);
    return prepared;
  }

  /** The latest first. */
  turnedAway(): readonly TurnedAway[] {
    return this.#turnedAway;
  }

  #prepare(newcomer: Newcomer, at: number): Connected {
    const endpoint = this.endpoints.find(({ id }) => id === newcomer.endpointId);
    if (endpoint === undefined) return { ok: false, reason: 'endpoint_unknown' };
    if (!this.isAssociated(endpoint.id)) return { ok: false, reason: 'endpoint_unassociated' };
    const names = namesOn(endpoint, newcomer);
    if ('missing' in names) return { ok: false, reason: names.missing };

    return { ok: true, session: this.#open(endpoint, names, at) };
  }

  #admit(session: Session): void {
    this.#rosters.get(session.endpointId)?.add(session);
    this.#announce({ kind: 'changed', session });
  }

  #turnAway(turnedAway: TurnedAway): Knocked {
    this.#turnedAway.unshift(turnedAway);
    this.#turnedAway.splice(mostTurnedAway);
    this.#announce({ kind: 'turned_away', turnedAway });
    return { ok: false, reason: 'turned_away', message: turnedAway.message };
  }

  /** What TerminateClientVpnConnections does to one session; idempotent, like EC2's TerminateInstances. */
  terminate(session: Session): { readonly previous: SessionState; readonly current: SessionState } {
    const previous = session.state;
    if (previous.code === 'active' || previous.code === 'failed-to-terminate') {
      this.#change(session, { code: 'terminating' });
      this.schedule(this.now() + this.#options.terminationMs, (at) => this.#finishTermination(session, at));
    }
    return { previous, current: session.state };
  }

  /** The client goes of its own accord. */
  leave(session: Session, at = this.now()): void {
    if (isLive(session)) this.#end(session, at);
  }

  #open(endpoint: VpnEndpoint, names: Names, at: number): Session {
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

  #finishTermination(session: Session, at: number): void {
    if (session.state.code !== 'terminating') return;
    if (this.#options.terminationFails()) {
      this.#change(session, { code: 'failed-to-terminate', message: 'The connection is still established.' });
      return;
    }

    this.#end(session, at);
    const { reconnectMs } = this.#options;
    if (reconnectMs === undefined || session.username !== undefined) return;
    const { endpointId, commonName } = session;
    this.#comeBack({ endpointId, commonName }, at + reconnectMs, reconnectMs);
  }

  /** A client that is turned away tries again, and again. */
  #comeBack(newcomer: Newcomer, at: number, everyMs: number): void {
    this.schedule(at, async (later) => {
      const knocked = await this.knock(newcomer, later);
      if (!knocked.ok && knocked.reason === 'turned_away') {
        this.#comeBack(newcomer, this.now() + everyMs, everyMs);
      }
    });
  }

  #end(session: Session, at: number): void {
    this.#change(session, { code: 'terminated', endedAt: at });
    this.schedule(at + endedRowsStayMs, () => {
      this.#rosters.get(session.endpointId)?.remove(session);
      this.#announce({ kind: 'vanished', session });
    });
  }

  #change(session: Session, state: SessionState): void {
    this.#rosters.get(session.endpointId)?.change(session, state);
    this.#announce({ kind: 'changed', session });
  }

  #announce(event: FleetEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}

/** So many are kept for onlookers. */
const mostTurnedAway = 20;

/** "Active connections and connections that have been terminated within the last 60 minutes." */
const endedRowsStayMs = 60 * 60 * 1000;

const beyondSafeInteger = 2n ** 53n + 1n;

/** What a client connect handler may have answered for `posture-compliance-statuses`. */
const postureAnswers = ['compliant', 'disk-not-encrypted', 'antivirus-outdated'];
