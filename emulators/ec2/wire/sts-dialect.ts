import type { Dialect } from './dialect.ts';
import { ServiceError } from './service-error.ts';
import { element, textElement } from './xml.ts';

/**
 * The query protocol as STS uses it, version 2011-06-15.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export const stsDialect: Dialect = {
  contentType: 'text/xml',
  version: '2011-06-15',

  success: (action, body, requestId) => [
    `<${action}Response xmlns="${namespace}"><${action}Result>`,
    ...body,
    `</${action}Result>`,
    element('ResponseMetadata', textElement('RequestId', requestId)),
    `</${action}Response>`,
  ],

  failure: (error, requestId) => [
    `<ErrorResponse xmlns="${namespace}">`,
    element(
      'Error',
      textElement('Type', error.status >= 500 ? 'Receiver' : 'Sender'),
      textElement('Code', error.code),
      textElement('Message', error.message),
    ),
    textElement('RequestId', requestId),
    '</ErrorResponse>',
  ],

  refusals: {
    unknownAction: (action) =>
      new ServiceError('InvalidAction', `Could not find operation ${action} for version 2011-06-15`),
    unknownParameter: (name) =>
      new ServiceError('ValidationError', `The emulated STS does not know the parameter ${name}`),
    unsigned: () =>
      new ServiceError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
    expired: () =>
      new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403),
    outOfTime: () => new ServiceError('SignatureDoesNotMatch', 'Signature expired', 403),
    throttled: () => new ServiceError('Throttling', 'Rate exceeded'),
    regionDown: () => new ServiceError('ServiceUnavailable', 'Service is unavailable', 503),
    denied: (action, caller) =>
      new ServiceError(
        'AccessDenied',
        `User: ${caller.arn} is not authorized to perform: sts:${action}`,
        403,
      ),
  },
};

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
