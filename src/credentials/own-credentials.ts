import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { credentialsTrouble } from './credentials-trouble.ts';

type ClientConfig = NonNullable<Parameters<typeof fromNodeProviderChain>[0]>['clientConfig'];

/**
 * The process' own credentials, from the SDK's usual places. Where none has any, the error tells what was asked for.
 *
 * @param requestHandler The way out for what the chain itself asks, such as STS with a web identity's token.
 */
export function ownCredentials(
  requestHandler: NonNullable<ClientConfig>['requestHandler'],
): ReturnType<typeof fromNodeProviderChain> {
  const chain = fromNodeProviderChain({ clientConfig: { requestHandler } });
  return async (properties) => {
    try {
      return await chain(properties);
    } catch (error) {
      const isMissing = error instanceof Error && error.name === 'CredentialsProviderError';
      throw (isMissing && (await credentialsTrouble(error, process.env))) || error;
    }
  };
}
