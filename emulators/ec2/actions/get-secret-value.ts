import { ServiceError } from '../wire/service-error.ts';
import type { Action } from './action.ts';

/**
 * Secrets are found by name or by ARN, and exist in every Region.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const getSecretValue: Action = {
  service: 'secretsmanager',
  name: 'GetSecretValue',
  parameters: ['SecretId', 'VersionStage'],

  answer({ parameters, region, caller }, { secrets }) {
    const id = parameters.get('SecretId') ?? '';
    if (id === '') throw new ServiceError('InvalidParameterException', 'You must provide a secret id.');
    const name = /^arn:aws[\w-]*:secretsmanager:[\w-]*:\d{12}:secret:(.+)-\w{6}$/.exec(id)?.[1] ?? id;
    const stage = parameters.get('VersionStage') ?? 'AWSCURRENT';
    const version = secrets.find(name, stage);
    if (version === undefined) {
      throw new ServiceError(
        'ResourceNotFoundException',
        secrets.has(name)
          ? `Secrets Manager can't find the specified secret value for staging label: ${stage}`
          : "Secrets Manager can't find the specified secret.",
      );
    }

    return [
      JSON.stringify({
        ARN: `arn:aws:secretsmanager:${region}:${caller.accountId}:secret:${name}-a1B2c3`,
        Name: name,
        VersionId: version.id,
        SecretString: version.value,
        VersionStages: [stage],
        CreatedDate: version.createdAt / 1_000,
      }),
    ];
  },
};
