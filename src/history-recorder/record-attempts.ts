import { addMinutes } from 'date-fns/addMinutes';
import { max } from 'date-fns/max';
import { min } from 'date-fns/min';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import { connectionKey } from '../domain/connection.ts';
import type { ConnectionUpdate } from '../domain/connection-record.ts';
import type { EndpointId } from '../domain/ids.ts';
import { foldName, isSameName } from '../domain/vpn-name.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { ConnectionAttempt } from '../ports/block-list.ts';
import type { FoundConnection } from './observe-endpoint.ts';
import { type OriginContext, readRecords, recordOrigins } from './record-origins.ts';

type AttemptContext = OriginContext &
  Pick<ReadContext, 'rules' | 'vpn' | 'blocking' | 'clock'> & { readonly isStopped: () => boolean };

/** The connect handlers' reports are kept for a day. */
const keptDays = 1;
/** The handler's clock may be ahead, and it reports an attempt before the connection begins. */
const clockToleranceMinutes = 15;
/** Each name is a query of its own, shared by the connections of a batch. At this pace, they are no burden for the table that the connect handlers read. */
const atOnce = 10;
const pauseMs = secondsToMilliseconds(0.1);
const maxInOneRun = 500;
/** After the first scan of a large endpoint, only the latest connections are looked up. */
const maxWaiting = 10_000;

/** Adds to the history from where people connected and with which device, as the connect handlers reported it. */
export class AttemptRecorder {
  readonly #context: AttemptContext;
  readonly #waiting = new Map<string, FoundConnection>();

  constructor(context: AttemptContext) {
    this.#context = context;
  }

  /** Notes a connection whose public address is not known yet. */
  add(connection: FoundConnection): void {
    const { blocking, clock } = this.#context;
    const isReported = connection.startedAt === undefined || connection.startedAt > oldest(clock.now());
    if (blocking === undefined || !isReported) return;

    this.#waiting.set(connectionKey(connection), connection);
    if (this.#waiting.size > maxWaiting) {
      const [first] = this.#waiting.keys();
      if (first !== undefined) this.#waiting.delete(first);
    }
  }

  /**
   * Reads the reports about the connections that were added, some hundreds at most.
   *
   * @throws {Failure} `blocks_unavailable` or `history_unavailable`. The next call goes on with what is left.
   */
  async run(): Promise<void> {
    const asked = await this.#endpointsWithHandler();
    for (let done = 0; done < maxInOneRun && !this.#context.isStopped(); done += atOnce) {
      const batch = [...this.#waiting.values()]
        .filter(({ endpointId }) => asked.has(endpointId))
        .slice(-atOnce);
      if (batch.length === 0) return;
      if (done > 0) await this.#context.clock.sleep(pauseMs);

      await this.#record(batch);
      for (const connection of batch) this.#waiting.delete(connectionKey(connection));
    }
  }

  /**
   * Returns the endpoints that ask Bouncer's connect handler. Nothing is known about connections to others, and they are
   * dropped; those to an endpoint that cannot be described wait.
   */
  async #endpointsWithHandler(): Promise<ReadonlySet<EndpointId>> {
    const { rules, vpn } = this.#context;
    const ids = new Set([...this.#waiting.values()].map(({ endpointId }) => endpointId));
    const asked = new Set<EndpointId>();
    for (const id of ids) {
      const endpoint = rules.endpoints.find((each) => each.id === id);
      const facts = endpoint && (await vpn.facts(endpoint).catch(() => 'unknown' as const));
      if (facts === 'unknown') continue;
      if (facts?.connectHandler === 'bouncer') asked.add(id);
      else this.#drop(id);
    }
    return asked;
  }

  #drop(endpoint: EndpointId): void {
    for (const [key, { endpointId }] of this.#waiting) if (endpointId === endpoint) this.#waiting.delete(key);
  }

  async #record(batch: readonly FoundConnection[]): Promise<void> {
    const known = await readRecords(this.#context.history, batch);
    const unlocated = batch.filter(
      (connection) => known.get(connectionKey(connection))?.publicIp === undefined,
    );
    const updates = await this.#updatesOf(unlocated);
    await recordOrigins(this.#context, updates, known);
  }

  /**
   * A report is stored under the user's name and the certificate's. Many people may share a certificate, so it is asked for
   * only where the user's name finds nothing.
   */
  async #updatesOf(connections: readonly FoundConnection[]): Promise<readonly ConnectionUpdate[]> {
    const updates: ConnectionUpdate[] = [];
    let missing = connections;
    for (const nameOf of [userOf, certificateOf]) {
      const attempts = await this.#attemptsOf(missing, nameOf);
      const found = missing.flatMap((connection) => {
        const attempt = attempts.get(connectionKey(connection));
        return attempt === undefined ? [] : [{ connection, attempt }];
      });
      updates.push(...found.map(({ connection, attempt }) => updateFrom(connection, attempt)));
      missing = missing.filter((connection) => !attempts.has(connectionKey(connection)));
    }
    return updates;
  }

  /** Reads each name once, over the time in which all of its connections began. */
  async #attemptsOf(
    connections: readonly FoundConnection[],
    nameOf: (connection: FoundConnection) => string | undefined,
  ): Promise<ReadonlyMap<string, ConnectionAttempt>> {
    const { blocking, clock } = this.#context;
    const now = clock.now();
    const byName = Map.groupBy(connections, (connection) => foldName(nameOf(connection) ?? ''));
    byName.delete('');
    const found = await Promise.all(
      [...byName.values()].map(async (those) => {
        const names = [...new Set(those.flatMap((connection) => nameOf(connection) ?? []))];
        const since = min(those.map(({ startedAt }) => startedAt ?? oldest(now)));
        const until = max(those.map(({ startedAt }) => startedAt ?? now));
        return blocking?.attempts.of(
          names,
          subMinutes(since, clockToleranceMinutes),
          addMinutes(until, clockToleranceMinutes),
        );
      }),
    );
    // The earliest come first, so that the latest one of a connection is kept.
    return new Map(
      found
        .flatMap((attempts) => attempts ?? [])
        .map((attempt) => [`${attempt.endpoint} ${attempt.connection}`, attempt]),
    );
  }
}

function userOf({ username }: FoundConnection): string | undefined {
  return username;
}

function certificateOf({ commonName, username = '' }: FoundConnection): string | undefined {
  return commonName === undefined || isSameName(commonName, username) ? undefined : commonName;
}

function updateFrom(
  { endpointId, id, username, commonName }: FoundConnection,
  { publicIp, platform, platformVersion, clientVersion }: ConnectionAttempt,
): ConnectionUpdate {
  return {
    ...{ endpointId, id, username, commonName },
    publicIp: publicIp || undefined,
    device:
      platform === ''
        ? undefined
        : {
            platform,
            ...(platformVersion && { platformVersion }),
            ...(clientVersion && { clientVersion }),
          },
  };
}

function oldest(now: Date): Date {
  return subDays(now, keptDays);
}
