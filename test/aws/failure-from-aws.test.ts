import { describe, expect, it } from 'vitest';
import { failureFromAws } from '../../src/aws/failure-from-aws.ts';
import { Failure } from '../../src/domain/failure.ts';

/** What AWS or the network threw, and what it means for a read and for an act. */
const table = [
  [answered('UnauthorizedOperation', 403), 'aws_denied', 'aws_denied'],
  [answered('AccessDenied', 403), 'aws_denied', 'aws_denied'],
  [answered('AccessDeniedException', 400), 'aws_denied', 'aws_denied'],
  [answered('InvalidClientVpnEndpointId.NotFound', 400), 'aws_endpoint_unknown', 'aws_endpoint_unknown'],
  [answered('AuthFailure', 401), 'aws_credentials', 'aws_credentials'],
  [answered('ExpiredToken', 400), 'aws_credentials', 'aws_credentials'],
  [answered('InvalidIdentityToken', 400), 'aws_credentials', 'aws_credentials'],
  [named('TokenProviderError'), 'aws_credentials', 'aws_credentials'],
  [answered('RequestExpired', 400), 'aws_credentials', 'aws_credentials'],
  [named('CredentialsProviderError'), 'aws_credentials_missing', 'aws_credentials_missing'],
  [coded('ENOENT', 'open'), 'aws_credentials_unreadable', 'aws_credentials_unreadable'],
  [coded('EACCES', 'open'), 'aws_credentials_unreadable', 'aws_credentials_unreadable'],
  [coded('EISDIR', 'read'), 'aws_credentials_unreadable', 'aws_credentials_unreadable'],
  [answered('RequestLimitExceeded', 503), 'aws_throttled', 'aws_throttled'],
  [answered('SomethingElse', 429), 'aws_throttled', 'aws_throttled'],
  [answered('InvalidClientVpnActiveAssociationNotFound', 400), 'aws_rejected', 'aws_rejected'],
  [
    answered('ClientVpnTerminateConnectionsLimitExceeded', 400),
    'aws_too_many_at_once',
    'aws_too_many_at_once',
  ],
  [answered('Unavailable', 503), 'aws_unreachable', 'aws_unanswered'],
  [answered('InternalError', 500), 'aws_unreachable', 'aws_unanswered'],
  [answered('Unknown', 502), 'aws_unreachable', 'aws_unanswered'],
  [answered('Unknown', 403), 'aws_unintelligible', 'aws_unanswered'],
  [answered('NotFound', 404), 'aws_unintelligible', 'aws_unanswered'],
  [unread(200), 'aws_unintelligible', 'aws_unanswered'],
  [unread(407), 'aws_unintelligible', 'aws_unanswered'],
  [named('TimeoutError'), 'aws_unreachable', 'aws_unanswered'],
  [named('AbortError'), 'aws_unreachable', 'aws_unanswered'],
  [coded('ECONNRESET'), 'aws_unreachable', 'aws_unanswered'],
  [coded('CERT_HAS_EXPIRED'), 'aws_unreachable', 'aws_unanswered'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'aws_unreachable', 'aws_unanswered'],
  [coded('ECONNREFUSED'), 'aws_unreachable', 'aws_unreachable'],
  [coded('ENOTFOUND'), 'aws_unreachable', 'aws_unreachable'],
  [coded('ERR_INVALID_ARG_TYPE'), 'unexpected', 'aws_unanswered'],
  [new RangeError('a mistake of ours'), 'unexpected', 'aws_unanswered'],
  ['thrown by somebody who throws text', 'unexpected', 'aws_unanswered'],
] as const;

describe('failureFromAws', () => {
  it.each(table)('reads %o as %s, and after an act as %s', (thrown, read, act) => {
    expect(failureFromAws(thrown, 'read').code).toBe(read);
    expect(failureFromAws(thrown, 'act').code).toBe(act);
  });

  it('keeps what was thrown as the cause, and names it for the log', () => {
    const thrown = answered('UnauthorizedOperation', 403);

    const failure = failureFromAws(thrown, 'read');

    expect(failure.cause).toBe(thrown);
    expect(failure.message).toContain('UnauthorizedOperation');
  });

  it('returns a failure unchanged', () => {
    const failure = new Failure('aws_unintelligible', 'an answer without a list');

    expect(failureFromAws(failure, 'act')).toBe(failure);
  });
});

function named(name: string): Error {
  return Object.assign(new Error('in words'), { name });
}

function coded(code: string, syscall?: string): Error {
  return Object.assign(new Error('in words'), { code, syscall });
}

/** As the SDK throws what a service answered. */
function answered(name: string, httpStatusCode: number): Error {
  return Object.assign(named(name), { $fault: 'client', $metadata: { httpStatusCode } });
}

/** As the SDK throws when it cannot read an answer. */
function unread(httpStatusCode: number): Error {
  return Object.assign(named('Error'), { $metadata: { httpStatusCode } });
}
