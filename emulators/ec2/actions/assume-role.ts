import { parseRoleArn } from '../model/caller-registry.ts';
import type { Parameters } from '../wire/query-parameters.ts';
import { ServiceError } from '../wire/service-error.ts';
import { element, textElement } from '../wire/xml.ts';
import type { Action } from './action.ts';

/**
 * Every role may be assumed unless the injected faults deny AssumeRole.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole: Action = {
  service: 'sts',
  name: 'AssumeRole',
  parameters: [
    'RoleArn',
    'RoleSessionName',
    'DurationSeconds',
    'ExternalId',
    'SourceIdentity',
    'Policy',
    'PolicyArns',
    'Tags',
    'TransitiveTagKeys',
  ],

  answer({ parameters, caller }, context) {
    const role = parseRoleArn(parameters.get('RoleArn') ?? '');
    if (role === undefined) throw invalid(`${parameters.get('RoleArn')} is invalid`);
    const sessionName = parseSessionName(parameters);
    const isChained = caller.expiresAt !== undefined;
    const seconds = parseDuration(parameters, isChained);

    const expiresAt = context.fleet.now() + seconds * 1000;
    const credentials = context.callers.assume(role, sessionName, expiresAt);
    return [
      element(
        'Credentials',
        textElement('AccessKeyId', credentials.accessKeyId),
        textElement('SecretAccessKey', credentials.secretAccessKey),
        textElement('SessionToken', credentials.sessionToken),
        textElement('Expiration', new Date(expiresAt).toISOString().replace(/\.\d+Z$/, 'Z')),
      ),
      element(
        'AssumedRoleUser',
        textElement('AssumedRoleId', credentials.caller.userId),
        textElement('Arn', credentials.caller.arn),
      ),
      textElement('SourceIdentity', parameters.get('SourceIdentity')),
    ];
  },
};

function parseSessionName(parameters: Parameters): string {
  const name = parameters.get('RoleSessionName') ?? '';
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  throw invalid(
    `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: ` +
      'Member must have length between 2 and 64 and satisfy regular expression pattern: [\\w+=,.@-]*',
  );
}

/** One hour by default, twelve at most; a role assumed by a role gets one hour at most. */
function parseDuration(parameters: Parameters, isChained: boolean): number {
  const seconds = Number(parameters.get('DurationSeconds') ?? oneHour);
  const most = isChained ? oneHour : 12 * oneHour;
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= most) return seconds;
  throw invalid(
    isChained && seconds > most
      ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'
      : `1 validation error detected: Value '${parameters.get('DurationSeconds')}' at 'durationSeconds' failed ` +
          `to satisfy constraint: Member must have value between 900 and ${most}`,
  );
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

const oneHour = 3600;
