import type { Dialect } from './dialect.ts';
import { ServiceError } from './service-error.ts';

/**
 * AWS JSON 1.0 as CloudWatch uses it, beside CBOR and the query protocol; its signing name is `monitoring`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/making-api-requests.html
 */
export const monitoringDialect: Dialect = {
  contentType: 'application/x-amz-json-1.0',
  version: undefined,

  success: (_action, body) => body,

  failure: (error) => [
    JSON.stringify({ __type: `com.amazon.coral.service#${error.code}`, message: error.message }),
  ],

  refusals: {
    unknownAction: () => new ServiceError('UnknownOperationException', ''),
    unknownParameter: (name) =>
      new ServiceError('ValidationError', `The emulated CloudWatch does not know the parameter ${name}`),
    unsigned: () => new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
    expired: () =>
      new ServiceError('ExpiredTokenException', 'The security token included in the request is expired'),
    outOfTime: () => new ServiceError('InvalidSignatureException', 'Signature expired'),
    throttled: () => new ServiceError('ThrottlingException', 'Rate exceeded'),
    regionDown: () => new ServiceError('InternalServiceFault', 'An error occurred on the server side.', 500),
    denied: (action, caller) =>
      new ServiceError(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: cloudwatch:${action} ` +
          `because no identity-based policy allows the cloudwatch:${action} action`,
      ),
  },
};
