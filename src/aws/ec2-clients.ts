import { EC2Client } from '@aws-sdk/client-ec2';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { ownCredentials } from '../credentials/own-credentials.ts';
import type { Actor } from '../domain/audit-entry.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type TerminationRule, usualTerminations } from '../domain/rules.ts';
import type { Clock } from '../ports/clock.ts';
import { type AwsCallObserver, observing } from './aws-call-observer.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { refusedRetries } from './refused-retries.ts';
import { botSessionName, roleSessionNameOf } from './role-session-name.ts';
import { type AwsPatience, awsPatience, sharedSockets } from './shared-sockets.ts';
import { TerminationRateLimiter } from './termination-rate-limiter.ts';

export interface Ec2ClientOptions {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly onCall?: AwsCallObserver;
  readonly patience?: AwsPatience;
  /** How fast connections are terminated; the usual rate where it is left out. */
  readonly terminations?: TerminationRule;
}

/** A throttled call is tried four times within at most 1 + 2 + 4 seconds: longer, and people ask again themselves. */
const attempts = 4;
/** Each person who ends sessions has clients of their own; whoever has not acted for longest loses theirs. */
const mostClients = 100;

/** The EC2 clients: one for each Region, role and name under which AWS records the calls. */
export class Ec2Clients {
  readonly patience: AwsPatience;
  /** The pace of all terminations; it slows down when AWS refuses one. */
  readonly terminationPace: TerminationRateLimiter;
  readonly #options: Ec2ClientOptions;
  readonly #clients = new Map<string, EC2Client>();
  readonly #requestHandler: ReturnType<typeof sharedSockets>;
  /** The process' own credentials, looked up once for all clients; AssumeRole starts from them too. */
  readonly #ownCredentials: ReturnType<typeof ownCredentials>;

  constructor(options: Ec2ClientOptions) {
    this.#options = options;
    this.patience = options.patience ?? awsPatience;
    this.terminationPace = new TerminationRateLimiter(
      options.terminations ?? usualTerminations,
      options.clock,
    );
    this.#requestHandler = sharedSockets(this.patience);
    // What the chain itself asks, such as STS with a web identity's token, takes the same way out.
    this.#ownCredentials = ownCredentials(this.#requestHandler);
  }

  /** For reads, in the bot's own name. */
  toRead(endpoint: Endpoint): EC2Client {
    return this.#client(endpoint, botSessionName, { maxAttempts: attempts });
  }

  /** Those of {@link toRead}, for a service that the bot asks without a client of the SDK. */
  async credentialsFor(endpoint: Endpoint) {
    try {
      return await this.toRead(endpoint).config.credentials();
    } catch (thrown) {
      throw failureFromAws(thrown, 'read');
    }
  }

  /** For acts, in the name of the person who asked for them. */
  toAct(endpoint: Endpoint, actor: Actor): EC2Client {
    return this.#client(endpoint, roleSessionNameOf(actor), {
      maxAttempts: attempts,
      retryStrategy: refusedRetries(attempts, this.#options.random, () =>
        this.terminationPace.refused(endpoint),
      ),
    });
  }

  #client(endpoint: Endpoint, sessionName: string, retries: Retries): EC2Client {
    const { id, region, roleArn } = endpoint;
    const key = JSON.stringify([region, roleArn === undefined ? [] : [roleArn, id], sessionName]);
    const client = this.#clients.get(key) ?? this.#newClient(endpoint, sessionName, retries);
    // Entered anew, so that the map's order is that of the last use.
    this.#clients.delete(key);
    this.#clients.set(key, client);

    // Not destroyed: a call may be under way, and the sockets are everybody's.
    for (const oldest of [...this.#clients.keys()].slice(0, -mostClients)) this.#clients.delete(oldest);
    return client;
  }

  #newClient({ id, region, roleArn }: Endpoint, sessionName: string, retries: Retries): EC2Client {
    const { onCall, clock } = this.#options;
    const client = new EC2Client({
      region,
      requestHandler: this.#requestHandler,
      credentials:
        roleArn === undefined
          ? this.#ownCredentials
          : this.#assumedRole(region, { RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: id }),
      // Without a role there is no session to name: CloudTrail keeps the user agent of each call as well.
      customUserAgent: [[botSessionName, sessionName]],
      ...retries,
    });
    if (onCall !== undefined)
      client.middlewareStack.use(observing(onCall, { service: 'ec2', region }, clock));
    return client;
  }

  /** The role's owner can tell by the external id for which endpoint's sake it is assumed, and trust no other. */
  #assumedRole(region: string, params: AssumeRole) {
    const { onCall, clock } = this.#options;
    return fromTemporaryCredentials({
      params,
      masterCredentials: this.#ownCredentials,
      // Fewer attempts than a call has: they come on top of it, and are not part of its patience.
      clientConfig: { region, requestHandler: this.#requestHandler, maxAttempts: 2 },
      clientPlugins: onCall === undefined ? [] : [observing(onCall, { service: 'sts', region }, clock)],
    });
  }
}

type AssumeRole = Parameters<typeof fromTemporaryCredentials>[0]['params'];
type Retries = Pick<ConstructorParameters<typeof EC2Client>[0] & object, 'maxAttempts' | 'retryStrategy'>;
