import { ServiceError } from '../wire/service-error.ts';
import type { Action } from './action.ts';

/**
 * Secrets have one version, are found by name or by ARN, and exist in every Region.
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
    const value = Object.hasOwn(secrets, name) ? secrets[name] : undefined;
    const stage = parameters.get('VersionStage') ?? currentStage;
    if (value === undefined || stage !== currentStage) {
      throw new ServiceError(
        'ResourceNotFoundException',
        value === undefined
          ? "Secrets Manager can't find the specified secret."
          : `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      );
    }

    return [
      JSON.stringify({
        ARN: `arn:aws:secretsmanager:${region}:${caller.accountId}:secret:${name}-a1B2c3`,
        Name: name,
        VersionId: '5d3f1c7e-0a54-4a27-9b0c-8f1f3f0e6b11',
        SecretString: value,
        VersionStages: [currentStage],
        CreatedDate: 1_768_467_600,
      }),
    ];
  },
};

const currentStage = 'AWSCURRENT';
