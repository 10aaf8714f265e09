import type { VpnEndpoint } from './vpn-endpoint.ts';

/** A client that connects, with the names that it sends. */
export interface VpnClient {
  readonly endpointId: string;
  readonly username?: string | undefined;
  readonly commonName?: string | undefined;
}

/** The names that a connection goes by. */
export interface Names {
  readonly username: string | undefined;
  readonly commonName: string;
}

/**
 * Mutual TLS gives a common name and no user name; directory and SAML sign-in give a user name, which the
 * service then shows as the common name too. A SAML NameID is cut at 255 characters.
 */
export function connectionNames(
  endpoint: VpnEndpoint,
  { username, commonName }: VpnClient,
): Names | { readonly missing: 'username_missing' | 'common_name_missing' } {
  if (endpoint.authentication === 'certificate') {
    return commonName === undefined
      ? { missing: 'common_name_missing' }
      : { username: undefined, commonName };
  }
  if (username === undefined) return { missing: 'username_missing' };

  const known = endpoint.authentication === 'federated' ? [...username].slice(0, 255).join('') : username;
  return { username: known, commonName: commonName ?? known };
}
