import { troubleBehind } from '../../credentials/own-credentials.ts';
import { Failure, type FailureCode } from '../../domain/failure.ts';
import { settingText, systemTroubleOf } from '../../domain/system-trouble.ts';

type StoreFailureCode = Extract<
  FailureCode,
  'audit_unwritable' | 'store_unavailable' | 'blocks_unavailable' | 'history_unavailable'
>;

/** Runs the work, and throws what it throws as {@link failureFromDynamo} translates it. */
export async function translating<T>(
  code: StoreFailureCode,
  doing: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw failureFromDynamo(code, doing, thrown);
  }
}

/**
 * Translates an error of the DynamoDB client; a failure is returned unchanged.
 *
 * @param code The failure code to use when no more specific one applies.
 * @param doing What was being done, as an infinitive for the log.
 */
export function failureFromDynamo(code: StoreFailureCode, doing: string, thrown: unknown): Failure {
  const isAlike = code === 'blocks_unavailable' || code === 'history_unavailable';
  if (thrown instanceof Failure && (thrown.code === code || (!isAlike && isPassing(thrown.code))))
    return thrown;

  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const kind = troubleOf(thrown);
  const passing = kind === 'unanswered' || kind === 'throttled' ? codes[kind] : undefined;
  // When blocks or the history cannot be read the consequences are the same, whatever the reason.
  const why = isAlike ? code : (passing ?? code);
  const { trouble, setting } = troubleBehind(thrown);
  const detail = (kind ? ` (${sentences[kind]})` : '') + settingText(trouble, setting);
  return new Failure(why, `cannot ${doing}: ${reason}${detail}`, { cause: thrown, trouble, setting });
}

/** Says whether the same call may soon succeed. Errors that need an operator will not go away by themselves. */
export function mayPass(thrown: unknown): boolean {
  if (thrown instanceof Failure) return false;
  const trouble = troubleOf(thrown);
  return trouble === undefined || trouble === 'throttled' || trouble === 'unanswered';
}

/** Says whether DynamoDB is limiting requests. */
export function isThrottled(thrown: unknown): boolean {
  return troubleOf(thrown) === 'throttled';
}

/** Says whether DynamoDB itself refused this attempt, and so did not carry it out. */
export function isAnswer(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const trouble = troubles.get(thrown.name);
  return trouble !== undefined && trouble !== 'unanswered';
}

const codes = { unanswered: 'store_unanswered', throttled: 'store_throttled' } as const;

function isPassing(code: FailureCode): boolean {
  return code === codes.unanswered || code === codes.throttled || code === 'store_unconfirmed';
}

type Trouble =
  | 'absent'
  | 'denied'
  | 'credentials'
  | 'credentials_missing'
  | 'credentials_expired'
  | 'credentials_unreadable'
  | 'throttled'
  | 'unanswered'
  | 'misshapen';

const sentences = {
  absent:
    'there is no such table in this account and Region: deploy infra/, or correct its name in the configuration, or AWS_REGION',
  denied: 'the role may not use the table, or not its key: give it what infra/ gives the worker',
  credentials: 'AWS does not accept the credentials: renew them, and check the clock',
  credentials_missing:
    'there are no AWS credentials: give the process some, in one of the SDK’s usual places',
  credentials_expired: 'the AWS credentials have expired: renew them, and check the clock',
  credentials_unreadable: 'a file with AWS credentials can’t be read: let the user of this process read it',
  throttled: 'DynamoDB is limiting requests: it passes, unless the table’s capacity is too low',
  unanswered: 'DynamoDB did not answer in time: look at the network and at AWS’ health page',
  misshapen:
    'either the table has other keys than pk and sk, both text, and is not the one that infra/ makes, or this is over 400 KB',
} as const satisfies Record<Trouble, string>;

function troubleOf(thrown: unknown): Trouble | undefined {
  if (!(thrown instanceof Error)) return undefined;
  // For a call that was given up while DynamoDB throttled others, throttling is the better explanation.
  if (thrown.name === 'TimeoutError' && isThrottled(thrown.cause)) return 'throttled';
  const known = troubles.get(thrown.name);
  if (known !== undefined) return known;

  const trouble = systemTroubleOf(thrown);
  if (trouble !== undefined) return trouble.kind === 'file' ? 'credentials_unreadable' : 'unanswered';
  // Codes of Node's own API, ERR_…, indicate bugs in Bouncer.
  const isSystem = 'code' in thrown && /^(?!ERR_)[A-Z]/.test(String(thrown.code));
  return isSystem ? 'unanswered' : undefined;
}

/**
 * Failures by the error's name.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const troubles: ReadonlyMap<string, Trouble> = new Map(
  Object.entries({
    ResourceNotFoundException: 'absent',
    AccessDeniedException: 'denied',
    CredentialsProviderError: 'credentials_missing',
    ExpiredTokenException: 'credentials_expired',
    IncompleteSignatureException: 'credentials',
    InvalidSignatureException: 'credentials',
    MissingAuthenticationTokenException: 'credentials',
    ProviderError: 'credentials_missing',
    TokenProviderError: 'credentials_expired',
    UnrecognizedClientException: 'credentials',
    ProvisionedThroughputExceededException: 'throttled',
    RequestLimitExceeded: 'throttled',
    ThrottlingException: 'throttled',
    // Bouncer's own time limit ended one attempt (TimeoutError) or the whole call.
    AbortError: 'unanswered',
    TimeoutError: 'unanswered',
    InternalServerError: 'unanswered',
    ServiceUnavailable: 'unanswered',
    ValidationException: 'misshapen',
  } satisfies Record<string, Trouble>),
);
