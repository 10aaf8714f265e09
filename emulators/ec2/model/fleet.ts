import { Agenda } from './agenda.ts';
import { type ClientAddress, createAddressBook } from './client-address.ts';
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
  /** Whether the termination that is about to end will fail. */
  readonly terminationFails: () => boolean;
  /** Names whose counters start beyond 2^53. */
  readonly heavyUsers: readonly string[];
}

export type FleetEvent =
  | { readonly kind: 'changed'; readonly session: Session }
  | { readonly kind: 'vanished'; readonly session: Session };

export interface Newcomer {
  readonly endpointId: string;
  readonly username?: string | undefined;
  readonly commonName?: string | undefined;
}

export type Connected =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly reason: ConnectRefusal };

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
  #sequence = 0;

  constructor(options: FleetOptions) {
    this.endpoints = options.endpoints;
    this.now = options.now;
    this.#options = options;
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

  connect(newcomer: Newcomer, at = this.now()): Connected {
    const endpoint = this.endpoints.find(({ id }) => id === newcomer.endpointId);
    const roster = this.#rosters.get(newcomer.endpointId);
    if (endpoint === undefined || roster === undefined) return { ok: false, reason: 'endpoint_unknown' };
    if (endpoint.isAssociated === false) return { ok: false, reason: 'endpoint_unassociated' };
    const names = namesOn(endpoint, newcomer);
    if ('missing' in names) return { ok: false, reason: names.missing };

    const session = this.#open(endpoint, names, at);
    roster.add(session);
    this.#announce({ kind: 'changed', session });
    return { ok: true, session };
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
    this.schedule(at + reconnectMs, (later) => this.connect({ endpointId, commonName }, later));
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

interface Names {
  readonly username: string | undefined;
  readonly commonName: string;
}

/**
 * Mutual TLS gives a common name and no user name; directory and SAML sign-in give a user name, which the
 * service then shows as the common name too. A SAML NameID is cut at 255 characters.
 */
function namesOn(
  endpoint: VpnEndpoint,
  { username, commonName }: Newcomer,
): Names | { readonly missing: 'username_missing' | 'common_name_missing' } {
  if (endpoint.authentication === 'certificate') {
    return commonName === undefined
      ? { missing: 'common_name_missing' }
      : { username: undefined, commonName };
  }
  if (username === undefined) return { missing: 'username_missing' };

  const known = endpoint.authentication === 'federated' ? [...username].slice(0, 255).join('') : username;
  return { username: known, commonName: commonName ?? known };
}

/** "Active connections and connections that have been terminated within the last 60 minutes." */
const endedRowsStayMs = 60 * 60 * 1000;

const beyondSafeInteger = 2n ** 53n + 1n;

/** What a client connect handler may have answered for `posture-compliance-statuses`. */
const postureAnswers = ['compliant', 'disk-not-encrypted', 'antivirus-outdated'];
