import { EnvHttpProxyAgent } from 'undici';

export interface SocketWay {
  readonly dispatcher?: EnvHttpProxyAgent;
}

/**
 * Returns how to open the socket to Slack. Bolt's default dispatcher ignores proxies. Without a proxy, that dispatcher
 * is kept, because it can cut a socket that no longer responds.
 */
export function socketWay({
  HTTPS_PROXY,
  https_proxy: httpsProxy = HTTPS_PROXY,
  NO_PROXY,
  no_proxy: noProxy = NO_PROXY,
}: NodeJS.ProcessEnv): SocketWay {
  if (!httpsProxy) return {};
  return { dispatcher: new EnvHttpProxyAgent({ httpProxy: '', httpsProxy, noProxy: noProxy ?? '' }) };
}
