import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { ownCredentials } from '../credentials/own-credentials.ts';
import type { Actor } from '../domain/audit-entry.ts';
import type { Endpoint } from '../domain/endpoint.ts';
import { type TerminationRule, usualTerminations } from '../domain/rules.ts';
import type { Clock } from '../ports/clock.ts';
import { type AwsCallObserver, observing } from './aws-call-observer.ts';
import { failureFromAws } from './failure-from-aws.ts';
import { type AwsPatience, awsPatience, sharedSockets } from './shared-sockets.ts';
import { TerminationRateLimiter } from './termination-rate-limiter.ts';

interface Ec2ClientOptions {
  readonly clock: Clock;
  /** Returns a number from 0 to below 1. */
  readonly random: () => number;
  readonly onCall?: AwsCallObserver;
  readonly patience?: AwsPatience;
  /** How fast connections are terminated; the usual rate when left out. */
  readonly terminations?: TerminationRule;
}

/**
 * A throttled call is tried four times, within at most 1 + 2 + 4 seconds of pauses: after that, people would ask again
 * themselves.
 */
const attempts = 4;
/** Each person who terminates connections has clients of their own; the least recently used ones are dropped. */
const maxClients = 100;

/** The EC2 clients, one for each Region, role, and role session name under which AWS logs the calls. */
export class Ec2Clients {
  readonly patience: AwsPatience;
  /** Limits the rate of all terminations, and slows down when AWS refuses one. */
  readonly terminationRate: TerminationRateLimiter;
  readonly #options: Ec2ClientOptions;
  readonly #clients = new Map<string, EC2Client>();
  readonly #requestHandler: ReturnType<typeof sharedSockets>;
  /** The process's own credentials, loaded once for all clients; AssumeRole starts from them too. */
  readonly #ownCredentials: ReturnType<typeof ownCredentials>;

  constructor(options: Ec2ClientOptions) {
    this.#options = options;
    this.patience = options.patience ?? awsPatience;
    this.terminationRate = new TerminationRateLimiter(
      options.terminations ?? usualTerminations,
      options.clock,
    );
    this.#requestHandler = sharedSockets(this.patience);
    // The credential chain's own requests, such as those to STS with a web identity's token, use the same request
    // handler.
    this.#ownCredentials = ownCredentials(this.#requestHandler);
  }

  /** Returns the client for reads, which Bouncer makes in its own name. */
  toRead(endpoint: Endpoint): EC2Client {
    return this.#client(endpoint, botSessionName, { maxAttempts: attempts });
  }

  /** Returns the client for reads that concern no single endpoint, in Bouncer's own account. */
  toReadIn(region: string): EC2Client {
    return this.#client({ region, roleArn: undefined }, botSessionName, { maxAttempts: attempts });
  }

  /** Returns the credentials of {@link toRead}, for a service that Bouncer calls without an SDK client. */
  async credentialsFor(endpoint: Endpoint) {
    try {
      return await this.toRead(endpoint).config.credentials();
    } catch (thrown) {
      throw failureFromAws(thrown, 'read');
    }
  }

  /** Returns the client for acts, which are made in the name of the actor. */
  toAct(endpoint: Endpoint, actor: Actor): EC2Client {
    return this.#client(endpoint, roleSessionNameOf(actor), {
      maxAttempts: attempts,
      retryStrategy: refusedRetries(attempts, this.#options.random, () =>
        this.terminationRate.refused(endpoint),
      ),
    });
  }

  #client(endpoint: CalledEndpoint, sessionName: string, retries: Retries): EC2Client {
    const { id, region, roleArn } = endpoint;
    const key = JSON.stringify([region, roleArn === undefined ? [] : [roleArn, id], sessionName]);
    const client = this.#clients.get(key) ?? this.#newClient(endpoint, sessionName, retries);
    // Inserted again, so that the map is ordered by last use.
    this.#clients.delete(key);
    this.#clients.set(key, client);

    // Not destroyed: a call may be in progress, and the sockets are shared.
    for (const oldest of [...this.#clients.keys()].slice(0, -maxClients)) this.#clients.delete(oldest);
    return client;
  }

  #newClient({ id, region, roleArn }: CalledEndpoint, sessionName: string, retries: Retries): EC2Client {
    const { onCall, clock } = this.#options;
    const client = new EC2Client({
      region,
      requestHandler: this.#requestHandler,
      credentials:
        roleArn === undefined
          ? this.#ownCredentials
          : this.#assumedRole(region, { RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: id }),
      // Without a role there is no role session to name, but CloudTrail also logs each call's user agent.
      customUserAgent: [[botSessionName, sessionName]],
      ...retries,
    });
    if (onCall !== undefined)
      client.middlewareStack.use(observing(onCall, { service: 'ec2', region }, clock));
    return client;
  }

  /**
   * Assumes the role. With the external id, the role's owner can see for which endpoint the role is assumed, and trust
   * no other.
   */
  #assumedRole(region: string, params: AssumeRole) {
    const { onCall, clock } = this.#options;
    return fromTemporaryCredentials({
      params,
      masterCredentials: this.#ownCredentials,
      // Fewer attempts than a call has: they add to the call's time and are not covered by its limit.
      clientConfig: { region, requestHandler: this.#requestHandler, maxAttempts: 2 },
      clientPlugins: onCall === undefined ? [] : [observing(onCall, { service: 'sts', region }, clock)],
    });
  }
}

/** Without a role to assume, the endpoint itself makes no difference. */
type CalledEndpoint = Pick<Endpoint, 'region' | 'roleArn'> & Partial<Pick<Endpoint, 'id'>>;

type AssumeRole = Parameters<typeof fromTemporaryCredentials>[0]['params'];
type Retries = Pick<ConstructorParameters<typeof EC2Client>[0] & object, 'maxAttempts' | 'retryStrategy'>;

/** The SDK's own interface, derived from the client's configuration. */
type RetryStrategy = Extract<
  NonNullable<EC2ClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;

type RetryError = Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1]['error'];

const longestFirstPauseMs = 1_000;

/**
 * Retries only what AWS certainly did not do: throttled calls, and calls refused because the local clock is wrong,
 * which the SDK corrects from the answer. Anything else may have been carried out. A second Terminate after a lost
 * answer would report as "already gone" what the first one terminated, or terminate a connection that began since.
 * Pauses are random below 1, 2, 4… seconds (full jitter), so that calls refused together are not retried together.
 *
 * @param attempts The maximum number of attempts, including the first.
 * @param random Returns a number from 0 to below 1.
 * @param onThrottled Called for each refusal because of too many requests.
 */
export function refusedRetries(
  attempts: number,
  random: () => number,
  onThrottled: () => void = () => {},
): RetryStrategy {
  return {
    acquireInitialRetryToken: async () => tokenOf(0, 0),
    refreshRetryTokenForRetry: async (token, { errorType, error }) => {
      const retries = token.getRetryCount() + 1;
      const isForTime = isRefusedForTime(error);
      if (errorType === 'THROTTLING') onThrottled();
      // The SDK treats any thrown error as "no more attempts" and throws the call's own error.
      if ((errorType !== 'THROTTLING' && !isForTime) || retries >= attempts)
        throw new Error('no further attempt');
      if (isForTime) return tokenOf(retries, 0);
      return tokenOf(retries, Math.floor(random() * longestFirstPauseMs * 2 ** (retries - 1)));
    },
    recordSuccess: () => {},
  };
}

/**
 * The SDK marks any error whose answer has another time than the local clock; only these codes say that nothing was
 * done.
 */
const refusalsForTime = [
  'AuthFailure',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
];

function isRefusedForTime(error: RetryError): boolean {
  return error?.$metadata?.clockSkewCorrected === true && refusalsForTime.includes(error.name);
}

function tokenOf(retries: number, pauseMs: number) {
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}

/** The role session name under which AWS logs what Bouncer does on its own. */
const botSessionName = 'bouncer';

/**
 * Returns the role session name under which AWS logs what Bouncer does for a person, so that CloudTrail identifies
 * them. It contains Slack's id and not the name, which people choose themselves; AWS allows `[\w+=,.@-]{2,64}`.
 */
export function roleSessionNameOf(actor: Pick<Actor, 'id'>): string {
  return `${botSessionName}-${actor.id}`.replaceAll(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
