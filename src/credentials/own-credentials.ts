import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { credentialsTrouble } from './credentials-trouble.ts';

type ClientConfig = NonNullable<Parameters<typeof fromNodeProviderChain>[0]>['clientConfig'];

/**
 * Loads the process's own credentials from the SDK's usual sources. When there are none, the error says which source
 * was configured.
 *
 * @param requestHandler Sends the credential chain's own requests, such as those to STS with a web identity's token.
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
