import { textElement } from '../wire/xml.ts';
import type { Action } from './action.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity: Action = {
  service: 'sts',
  name: 'GetCallerIdentity',
  parameters: [],

  answer: ({ caller }) => [
    textElement('Arn', caller.arn),
    textElement('UserId', caller.userId),
    textElement('Account', caller.accountId),
  ],
};
