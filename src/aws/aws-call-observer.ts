import type { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Clock } from '../ports/clock.ts';
import { awsErrorName } from './failure-from-aws.ts';

/** One attempt at an AWS call; a call that was tried again counts each time. */
export interface AwsCall {
  readonly service: 'ec2' | 'sts' | 'secretsmanager';
  /** For example `TerminateClientVpnConnections`. */
  readonly action: string;
  readonly region: string;
  readonly durationMs: number;
  /** `ok`, or the error's name. */
  readonly outcome: string;
  /** When it was answered by the clock of whoever answered, to the second; undefined without an answer. */
  readonly answeredAt: Date | undefined;
}

/** Told of every attempt, for metrics and logs; it must not throw. */
export type AwsCallObserver = (call: AwsCall) => void;

/** A plugin for the client of any service, as the SDK names it where it takes one. */
type Plugin = NonNullable<Parameters<typeof fromTemporaryCredentials>[0]['clientPlugins']>[number];

/** Makes a client's middleware tell of its calls. */
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
          const tell = (outcome: string, response: unknown) =>
            observer({
              service,
              action: (context.commandName ?? 'unknown').replace(/Command$/, ''),
              region,
              durationMs: Math.round(clock.elapsedMs() - startedAt),
              outcome,
              answeredAt: dateOf(response),
            });
          try {
            const answer = await next(request);
            tell('ok', answer.response);
            return answer;
          } catch (thrown) {
            tell(awsErrorName(thrown), responseOf(thrown));
            throw thrown;
          }
        },
        // The outermost place inside the retries that sees an answer read. `override`, because
        // fromTemporaryCredentials adds its plugins again whenever it renews the credentials.
        { step: 'deserialize', priority: 'high', name: 'bouncerCallObserver', override: true },
      ),
  };
}

/** The SDK leaves the answer that it could not make sense of, or that was an error, on what it throws. */
function responseOf(thrown: unknown): unknown {
  return thrown instanceof Error && '$response' in thrown ? thrown.$response : undefined;
}

/** Bundled for the ingress, hence no schema library. */
function dateOf(response: unknown): Date | undefined {
  const { date } = fieldsOf(fieldsOf(response).headers);
  const at = typeof date === 'string' ? Date.parse(date) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
