import type { Dialect } from './dialect.ts';
import { ServiceError } from './service-error.ts';

/**
 * AWS JSON 1.1 as Secrets Manager uses it.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
 */
export const secretsManagerDialect: Dialect = {
  contentType: 'application/x-amz-json-1.1',
  version: undefined,

  success: (_action, body) => body,

  // Its modeled errors say `Message`, and those of the common layer before it `message`.
  failure: (error) => [
    JSON.stringify({ __type: error.code, Message: error.message, message: error.message }),
  ],

  refusals: {
    unknownAction: () => new ServiceError('UnknownOperationException', ''),
    unknownParameter: (name) =>
      new ServiceError(
        'ValidationException',
        `The emulated Secrets Manager does not know the parameter ${name}`,
      ),
    unsigned: () => new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token'),
    expired: () =>
      new ServiceError('ExpiredTokenException', 'The security token included in the request is expired'),
    outOfTime: () => new ServiceError('InvalidSignatureException', 'Signature expired'),
    throttled: () => new ServiceError('ThrottlingException', 'Rate exceeded'),
    regionDown: () => new ServiceError('InternalServiceError', 'An error occurred on the server side.', 500),
    denied: (action, caller) =>
      new ServiceError(
        'AccessDeniedException',
        `User: ${caller.arn} is not authorized to perform: secretsmanager:${action} ` +
          `because no identity-based policy allows the secretsmanager:${action} action`,
      ),
  },
};
