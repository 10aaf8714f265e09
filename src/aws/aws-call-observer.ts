import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Clock } from '../ports/clock.ts';
import { awsErrorName } from './failure-from-aws.ts';

/** One attempt at an AWS call. Each retry counts as another attempt. */
export interface AwsCall {
  readonly service: 'ec2' | 'sts' | 'secretsmanager';
  /** For example `TerminateClientVpnConnections`. */
  readonly action: string;
  readonly region: string;
  /** Where the request went, with a port that is not the usual one: `ec2.eu-west-1.amazonaws.com`. */
  readonly host?: string | undefined;
  readonly durationMs: number;
  /** `ok`, or the error's name. */
  readonly outcome: string;
  /** When the service answered, by the service's clock, to the second; undefined without an answer. */
  readonly answeredAt: Date | undefined;
}

/** Called for every attempt, for metrics and logs. It must not throw. */
export type AwsCallObserver = (call: AwsCall) => void;

/** A plugin for the client of any service, as the SDK names it where it accepts one. */
type Plugin = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientPlugins']>[number];

/** Returns middleware that reports a client's calls. */
export function observing(
  observer: AwsCallObserver,
  { service, region }: Pick<AwsCall, 'service' | 'region'>,
  clock: Pick<Clock, 'elapsedMs'>,
): Plugin {
  return {
    applyToStack: (stack) =>
      stack.add(
        (next, context) => async (request) => {
          const startedAt = clock.elapsedMs();
          const report = (outcome: string, response: unknown) =>
            observer({
              service,
              action: (context.commandName ?? 'unknown').replace(/Command$/, ''),
              region,
              host: hostOf(request.request),
              durationMs: Math.round(clock.elapsedMs() - startedAt),
              outcome,
              answeredAt: dateOf(response),
            });
          try {
            const answer = await next(request);
            report('ok', answer.response);
            return answer;
          } catch (thrown) {
            report(awsErrorName(thrown), responseOf(thrown));
            throw thrown;
          }
        },
        // The outermost position inside the retries that sees a parsed answer. `override`, because
        // fromTemporaryCredentials adds its plugins again whenever it renews the credentials.
        { step: 'deserialize', priority: 'high', name: 'bouncerCallObserver', override: true },
      ),
  };
}

/** Uses no schema library, because it is bundled for the ingress. */
function hostOf(request: unknown): string | undefined {
  const { hostname, port } = fieldsOf(request);
  if (typeof hostname !== 'string' || hostname === '') return undefined;
  return typeof port === 'number' ? `${hostname}:${port}` : hostname;
}

/** Returns the answer, which the SDK attaches to the error when it was an error or could not be parsed. */
function responseOf(thrown: unknown): unknown {
  return thrown instanceof Error && '$response' in thrown ? thrown.$response : undefined;
}

/** Uses no schema library, because it is bundled for the ingress. */
function dateOf(response: unknown): Date | undefined {
  const { date } = fieldsOf(fieldsOf(response).headers);
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
