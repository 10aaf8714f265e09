import type { Dialect } from './dialect.ts';
import { laidOut } from './layout.ts';
import { ServiceError } from './service-error.ts';
import { element, textElement } from './xml.ts';

/**
 * The EC2 query API, version 2016-11-15. Its errors differ from every other query service's.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const ec2Dialect: Dialect = {
  contentType: 'text/xml;charset=UTF-8',
  version: '2016-11-15',

  success: (action, body, requestId) => [
    `${declaration}\n<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n`,
    laidOut(textElement('requestId', requestId), 1),
    ...body.map((part) => (typeof part === 'string' ? laidOut(part, 1) : part)),
    `</${action}Response>\n`,
  ],

  failure: (error, requestId) => [
    `${declaration}\n`,
    element(
      'Response',
      element(
        'Errors',
        element('Error', textElement('Code', error.code), textElement('Message', error.message)),
      ),
      textElement('RequestID', requestId),
    ),
  ],

  refusals: {
    unknownAction: (action) =>
      new ServiceError('InvalidAction', `The action ${action} is not valid for this web service.`),
    unknownParameter: (name) =>
      new ServiceError('UnknownParameter', `The parameter ${name} is not recognized`),
    unsigned: () =>
      new ServiceError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401),
    expired: () => new ServiceError('RequestExpired', 'Request has expired.'),
    outOfTime: () => new ServiceError('RequestExpired', 'Request has expired.'),
    throttled: () => new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503),
    regionDown: () =>
      new ServiceError('Unavailable', 'The service is unavailable. Please try again shortly.', 503),
    denied: (action, caller) =>
      new ServiceError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. User: ${caller.arn} is not authorized to perform: ` +
          `ec2:${action} because no identity-based policy allows the ec2:${action} action`,
        403,
      ),
  },
};

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';
