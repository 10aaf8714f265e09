import type { Dialect } from './dialect.ts';
import { ServiceError } from './service-error.ts';

/**
 * AWS JSON 1.1 as CloudWatch Logs uses it.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html
 */
export const logsDialect: Dialect = {
  contentType: 'application/x-amz-json-1.1',
  version: undefined,

  success: (_action, body) => body,

  failure: (error) => [JSON.stringify({ __type: error.code, message: error.message })],

  refusals: {
    unknownAction: () => new ServiceError('UnknownOperationException', ''),
    unknownParameter: (name) =>
      new ServiceError(
        'InvalidParameterException',
        `The emulated CloudWatch Logs does not know the parameter ${name}`,
      ),
    unsigned: () => new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
    expired: () =>
      new ServiceError('ExpiredTokenException', 'The security token included in the request is expired'),
    outOfTime: () => new ServiceError('InvalidSignatureException', 'Signature expired'),
    throttled: () => new ServiceError('ThrottlingException', 'Rate exceeded'),
    regionDown: () => new ServiceError('ServiceUnavailableException', 'The service is unavailable.', 503),
    denied: (action, caller) =>
      new ServiceError(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: logs:${action} ` +
          `because no identity-based policy allows the logs:${action} action`,
      ),
  },
};
