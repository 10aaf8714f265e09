import {
  DescribeClientVpnConnectionsCommand,
  DescribeClientVpnEndpointsCommand,
  type EC2Client,
  TerminateClientVpnConnectionsCommand,
} from '@aws-sdk/client-ec2';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Actor } from '../domain/audit-entry.ts';
import type { Connection } from '../domain/connection.ts';
import type { AuthorizationPolicy, Endpoint, EndpointFacts } from '../domain/endpoint.ts';
import { Failure, failureFrom } from '../domain/failure.ts';
import type { ConnectionId, EndpointId } from '../domain/ids.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  ConnectionFilter,
  Snapshot,
  Snapshots,
  Termination,
  TerminationAnswer,
  VpnGateway,
} from '../ports/vpn-gateway.ts';
import { connectionPages } from './connection-pages.ts';
import { countNetworks } from './count-networks.ts';
import type { Ec2Clients } from './ec2-clients.ts';
import { Ec2Snapshots } from './ec2-snapshots.ts';
import type { RunningScan } from './endpoint-scans.ts';
import {
  awsErrorName,
  failureFromAws,
  isConnectionGone,
  isWithoutNetwork,
  requestIdOf,
} from './failure-from-aws.ts';
import { KeptAnswers } from './kept-answers.ts';
import { readAuthorizationPolicy } from './read-authorization-policy.ts';
import { scanEndpoint } from './scan-endpoint.ts';
import { SdkParser } from './sdk-parser.ts';
import { collectGarbageSoon } from './snapshot/collect-garbage.ts';
import { ec2FiltersFromFilter, endpointFactsFromEc2, terminationAnswerFromEc2 } from './translate-ec2.ts';

/** How an endpoint authenticates changes only when an operator rebuilds it, and each kick reads it. */
const factsLastMs = minutesToMilliseconds(5);
/** AWS evaluates policies every five minutes, so repeated requests within a minute share one answer. */
const policyLastsMs = minutesToMilliseconds(1);

export type OnVpnFailure = (failure: Failure, during: string, endpoint: Endpoint) => void;

/** AWS Client VPN through the EC2 query API. */
export class Ec2VpnGateway implements VpnGateway {
  readonly #clients: Ec2Clients;
  readonly #clock: Clock;
  readonly #facts = new Map<EndpointId, { readonly facts: EndpointFacts; readonly readAt: Moment }>();
  /** Facts that are being read, shared by all who request them meanwhile. */
  readonly #readings = new Map<EndpointId, Promise<EndpointFacts>>();
  readonly #policies: KeptAnswers<AuthorizationPolicy>;
  readonly #networks: KeptAnswers<number>;
  readonly #onFailure: OnVpnFailure;
  readonly #snapshots: Ec2Snapshots;

  /** @param onFailure Called for every failed call, including those that people only see as an unavailable endpoint. */
  constructor(clients: Ec2Clients, clock: Clock, onFailure: OnVpnFailure = () => {}) {
    this.#clients = clients;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#policies = new KeptAnswers(clock, policyLastsMs);
    this.#networks = new KeptAnswers(clock, factsLastMs);
    this.#snapshots = new Ec2Snapshots(
      scanWith(clients, onFailure, ({ id }) => this.#facts.get(id)?.facts.status === 'pending-associate'),
      (endpoint, filter) => this.connections(endpoint, filter),
      clock,
    );
  }

  /** What the scans have read, for lists. */
  get snapshots(): Snapshots {
    return this.#snapshots;
  }

  scan(endpoint: Endpoint): Promise<Snapshot> {
    return this.#snapshots.now(endpoint);
  }

  async connections(endpoint: Endpoint, filter: ConnectionFilter): Promise<readonly Connection[]> {
    const client = this.#clients.toRead(endpoint);
    // By id: a row can be on two pages when connections begin or end between the two answers.
    const found = new Map<ConnectionId, Connection>();
    try {
      for (const filters of ec2FiltersFromFilter(filter)) {
        for await (const page of connectionPages(
          client,
          endpoint.id,
          filters,
          this.#clients.patience.callMs,
        )) {
          for (const connection of page) found.set(connection.id, connection);
        }
      }
    } catch (thrown) {
      if (isWithoutNetwork(thrown)) return [];
      throw this.#reported(failureFrom(thrown), 'look at connections', endpoint);
    }
    return [...found.values()];
  }

  terminationTurn(endpoint: Endpoint): Promise<void> {
    return this.#clients.terminationRate.turn(endpoint);
  }

  async terminate(endpoint: Endpoint, what: Termination, actor: Actor): Promise<TerminationAnswer> {
    const client = this.#clients.toAct(endpoint, actor);
    await this.#proveCredentials(client).catch((thrown: unknown) => {
      throw this.#reported(failureFrom(thrown), 'terminate connections', endpoint);
    });
    const command = new TerminateClientVpnConnectionsCommand({
      ClientVpnEndpointId: endpoint.id,
      ...terminationParameters(what),
    });
    try {
      return terminationAnswerFromEc2(await client.send(command, this.#withinPatience()));
    } catch (thrown) {
      if (isConnectionGone(thrown) || isWithoutNetwork(thrown))
        return { kind: 'already_gone', requestId: requestIdOf(thrown) };
      throw this.#reported(failureFromAws(thrown, 'act'), 'terminate connections', endpoint);
    } finally {
      this.#snapshots.acted(endpoint);
    }
  }

  async facts(endpoint: Endpoint): Promise<EndpointFacts> {
    const known = this.#facts.get(endpoint.id);
    if (known !== undefined && ageMs(this.#clock, known.readAt) < factsLastMs) return known.facts;

    return this.#readings.get(endpoint.id) ?? this.#beginReading(endpoint);
  }

  /**
   * Reads the policy. Failures are not reported to `onFailure`, because nothing that Bouncer does depends on the
   * policy.
   */
  authorizationPolicy(endpoint: Endpoint): Promise<AuthorizationPolicy> {
    return this.#policies.of(endpoint, () =>
      readAuthorizationPolicy(this.#clients.toRead(endpoint), endpoint.id, this.#withinPatience()),
    );
  }

  /** Counts the networks. Failures are not reported to `onFailure`: only charts show them, as a missing limit. */
  networks(endpoint: Endpoint): Promise<number> {
    return this.#networks.of(endpoint, () =>
      countNetworks(this.#clients.toRead(endpoint), endpoint.id, this.#withinPatience()),
    );
  }

  async rehearse(endpoint: Endpoint, call: 'connections' | 'terminate'): Promise<'allowed' | 'denied'> {
    const client = this.#clients.toRead(endpoint);
    const dryRun = { ClientVpnEndpointId: endpoint.id, DryRun: true };
    try {
      if (call === 'connections') {
        await client.send(new DescribeClientVpnConnectionsCommand(dryRun), this.#withinPatience());
      } else {
        const nobody = { ConnectionId: 'cvpn-connection-00000000000000000' };
        const command = new TerminateClientVpnConnectionsCommand({ ...dryRun, ...nobody });
        await client.send(command, this.#withinPatience());
      }
    } catch (thrown) {
      // Permission is checked first: an answer that the connection does not exist means that the call would have been
      // allowed.
      const isAllowed = awsErrorName(thrown) === 'DryRunOperation' || isConnectionGone(thrown);
      if (isAllowed || isWithoutNetwork(thrown)) return 'allowed';

      const failure = failureFromAws(thrown, 'read');
      if (failure.code === 'aws_denied') return 'denied';
      throw failure;
    }
    throw new Failure('aws_unintelligible', 'a dry run was answered as if it had been carried out');
  }

  #beginReading(endpoint: Endpoint): Promise<EndpointFacts> {
    const reading = this.#readFacts(endpoint)
      .then((facts) => {
        this.#facts.set(endpoint.id, { facts, readAt: momentOf(this.#clock) });
        return facts;
      })
      .catch((thrown: unknown) => {
        throw this.#reported(failureFrom(thrown), 'describe the endpoint', endpoint);
      })
      .finally(() => this.#readings.delete(endpoint.id));
    this.#readings.set(endpoint.id, reading);
    return reading;
  }

  async #readFacts(endpoint: Endpoint): Promise<EndpointFacts> {
    const command = new DescribeClientVpnEndpointsCommand({ ClientVpnEndpointIds: [endpoint.id] });
    const answer = await this.#clients
      .toRead(endpoint)
      .send(command, this.#withinPatience())
      .catch((thrown: unknown) => {
        throw failureFromAws(thrown, 'read');
      });
    if (answer.ClientVpnEndpoints === undefined) {
      throw new Failure('aws_unintelligible', 'DescribeClientVpnEndpoints gave an answer without a list');
    }
    const described = answer.ClientVpnEndpoints.find((one) => one.ClientVpnEndpointId === endpoint.id);
    if (described === undefined) {
      throw new Failure('aws_endpoint_unknown', `DescribeClientVpnEndpoints does not list ${endpoint.id}`);
    }
    return endpointFactsFromEc2(described);
  }

  /**
   * Resolves credentials before the act: without them nothing is sent, while a failure during the act would leave its
   * outcome in doubt.
   */
  async #proveCredentials(client: EC2Client): Promise<void> {
    try {
      await client.config.credentials();
    } catch (thrown) {
      throw failureFromAws(thrown, 'read');
    }
  }

  #reported(failure: Failure, during: string, endpoint: Endpoint): Failure {
    this.#onFailure(failure, during, endpoint);
    return failure;
  }

  #withinPatience(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#clients.patience.callMs) };
  }
}

/** From this many pages on, freeing the memory of the replaced snapshot is worth the collector's work. */
const largePages = 10;

function scanWith(
  clients: Ec2Clients,
  onFailure: OnVpnFailure,
  isPending: (endpoint: Endpoint) => boolean,
): RunningScan {
  const sdkParser = new SdkParser();
  return async (endpoint, keepsEnded, onPage, signal) => {
    const parts = { client: clients.toRead(endpoint), sdkParser, callMs: clients.patience.callMs, signal };
    let pages = 0;
    let rows = 0;
    try {
      await scanEndpoint(parts, { endpointId: endpoint.id, keepsEnded }, (page) => {
        pages += 1;
        rows += page.count;
        onPage(page);
      });
    } catch (thrown) {
      // The connections on earlier pages ended when the network was removed.
      if (isWithoutNetwork(thrown)) return 'without network';
      if (!signal.aborted) onFailure(failureFrom(thrown), 'read the endpoint', endpoint);
      throw thrown;
    }
    // Whether EC2 refuses to list an endpoint without a network, or returns an empty list, is not documented: no extra
    // call is made for it.
    if (rows === 0 && isPending(endpoint)) return 'without network';
    if (pages >= largePages) collectGarbageSoon();
    return 'read';
  };
}

/**
 * AWS's model requires neither a connection nor a user, and what a call without either would terminate is not
 * documented: exactly one is sent.
 */
function terminationParameters(
  what: Termination,
): { readonly ConnectionId: ConnectionId } | { readonly Username: string } {
  if (what.by === 'connection') return { ConnectionId: what.id };
  if (what.username === '') throw new Failure('unexpected', 'a termination by user name without a name');
  return { Username: what.username };
}
