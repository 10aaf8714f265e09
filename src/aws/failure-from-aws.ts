import { troubleBehind } from '../credentials/own-credentials.ts';
import { Failure, type FailureCode } from '../domain/failure.ts';
import { settingText, systemTroubleOf } from '../domain/system-trouble.ts';

/** The kind of call: an unanswered read changed nothing, but an unanswered act may have been carried out. */
export type AwsAsk = 'read' | 'act';

/** Translates an error of an AWS client. `message` quotes AWS for the log; no decision depends on it. */
export function failureFromAws(thrown: unknown, ask: AwsAsk): Failure {
  if (thrown instanceof Failure) return thrown;

  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { trouble, setting } = troubleBehind(thrown);
  const code = failureCodeFromAws(thrown, ask);
  return new Failure(code, `${name}: ${message}${settingText(trouble, setting)}`, {
    cause: thrown,
    trouble,
    setting,
  });
}

/** Determines the failure code from the error's name, HTTP status and system code. */
function failureCodeFromAws(thrown: unknown, ask: AwsAsk): FailureCode {
  if (isEndpointUnknown(thrown)) return 'aws_endpoint_unknown';
  const code = codesByName.get(awsErrorName(thrown)) ?? codeFromStatus(thrown) ?? codeFromSystem(thrown);
  const isInDoubt = doubtful.includes(code) && !unconnected.includes(systemCodeOf(thrown));

  return ask === 'act' && isInDoubt ? 'aws_unanswered' : code;
}

/** Returns the error's name, which for a service's answer is its error code. */
export function awsErrorName(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}

/**
 * Says whether AWS refused because no network is associated with the endpoint: then no one can be connected there.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export function isWithoutNetwork(thrown: unknown): boolean {
  const original = thrown instanceof Failure ? thrown.cause : thrown;
  return awsErrorName(original) === 'InvalidClientVpnActiveAssociationNotFound';
}

const connectionUnknown = 'InvalidClientVpnConnection.IdNotFound';

/** Says whether AWS refused because the connection does not exist, or the user has none: it has ended. */
export function isConnectionGone(thrown: unknown): boolean {
  const name = awsErrorName(thrown);
  if (name === 'InvalidClientVpnConnection.UserNotFound') return true;
  return name === connectionUnknown && !isEndpointUnknown(thrown);
}

/**
 * Says whether AWS refused because the endpoint does not exist. The list of error codes says of
 * `InvalidClientVpnConnection.IdNotFound` that the *endpoint* cannot be found, and nothing else in AWS's answer says
 * which of the two is missing. This decision therefore depends on the message: a missing endpoint must never be
 * mistaken for a connection that has ended.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
function isEndpointUnknown(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || thrown.name !== connectionUnknown) return false;
  return /\bendpoint\b/i.test(thrown.message) && !/\bconnection\b/i.test(thrown.message);
}

/** Returns AWS's request id, if AWS answered at all. */
export function requestIdOf(thrown: unknown): string | undefined {
  const requestId = metadataOf(thrown).requestId;
  return typeof requestId === 'string' ? requestId : undefined;
}

/**
 * The errors with which AWS, or the SDK on its behalf, refuses before anything is done.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const codesByName: ReadonlyMap<string, FailureCode> = new Map(
  Object.entries({
    AccessDenied: 'aws_denied',
    AccessDeniedException: 'aws_denied',
    Blocked: 'aws_denied',
    OptInRequired: 'aws_denied',
    UnauthorizedOperation: 'aws_denied',
    'InvalidClientVpnEndpointId.Malformed': 'aws_endpoint_unknown',
    'InvalidClientVpnEndpointId.NotFound': 'aws_endpoint_unknown',
    ClientVpnTerminateConnectionsLimitExceeded: 'aws_too_many_at_once',
    AuthFailure: 'aws_credentials',
    CredentialsProviderError: 'aws_credentials_missing',
    ExpiredToken: 'aws_credentials',
    ExpiredTokenException: 'aws_credentials',
    IDPCommunicationError: 'aws_unreachable',
    IDPRejectedClaim: 'aws_credentials',
    IDPRejectedClaimException: 'aws_credentials',
    IncompleteSignature: 'aws_credentials',
    InvalidClientTokenId: 'aws_credentials',
    InvalidIdentityToken: 'aws_credentials',
    InvalidIdentityTokenException: 'aws_credentials',
    InvalidSignatureException: 'aws_credentials',
    MissingAuthenticationToken: 'aws_credentials',
    ProviderError: 'aws_credentials_missing',
    RequestExpired: 'aws_credentials',
    RequestInTheFuture: 'aws_credentials',
    RequestTimeTooSkewed: 'aws_credentials',
    SignatureDoesNotMatch: 'aws_credentials',
    TokenProviderError: 'aws_credentials',
    TokenRefreshRequired: 'aws_credentials',
    UnrecognizedClientException: 'aws_credentials',
    EC2ThrottledException: 'aws_throttled',
    RequestLimitExceeded: 'aws_throttled',
    RequestThrottled: 'aws_throttled',
    RequestThrottledException: 'aws_throttled',
    SlowDown: 'aws_throttled',
    ThrottledException: 'aws_throttled',
    Throttling: 'aws_throttled',
    ThrottlingException: 'aws_throttled',
    TooManyRequestsException: 'aws_throttled',
    // Bouncer's own time limit ended one attempt (TimeoutError) or the whole call.
    AbortError: 'aws_unreachable',
    TimeoutError: 'aws_unreachable',
  } satisfies Record<string, FailureCode>),
);

/** After these failures an act may or may not have been carried out. */
const doubtful: readonly FailureCode[] = ['aws_unreachable', 'aws_unintelligible', 'unexpected'];

/** Thrown before a network connection exists, so nothing can have been sent. */
const unconnected: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

function codeFromStatus(thrown: unknown): FailureCode | undefined {
  const status = metadataOf(thrown).httpStatusCode;
  if (typeof status !== 'number') return undefined;
  if (status === 429) return 'aws_throttled';
  if (status >= 500) return 'aws_unreachable';

  return isServiceAnswer(thrown) ? 'aws_rejected' : 'aws_unintelligible';
}

/**
 * Says whether the service answered. The SDK marks answers with `$fault`, and names them Unknown or NotFound when they
 * contain no error code.
 */
function isServiceAnswer(thrown: unknown): boolean {
  const isMarked = thrown instanceof Error && '$fault' in thrown;
  return isMarked && thrown.name !== 'Unknown' && thrown.name !== 'NotFound';
}

/** The SDK reads files only for credentials and their configuration, and everything else over the network. */
function codeFromSystem(thrown: unknown): FailureCode {
  const trouble = systemTroubleOf(thrown);
  if (trouble !== undefined)
    return trouble.kind === 'file' ? 'aws_credentials_unreadable' : 'aws_unreachable';
  // Errors of Node's own API indicate bugs in Bouncer.
  return /^(?!ERR_)./.test(systemCodeOf(thrown)) ? 'aws_unreachable' : 'unexpected';
}

function systemCodeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}

function metadataOf(thrown: unknown): { readonly httpStatusCode?: unknown; readonly requestId?: unknown } {
  const metadata = thrown instanceof Error && '$metadata' in thrown ? thrown.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
}
