import { EnvHttpProxyAgent } from 'undici';

export interface SocketWay {
  readonly dispatcher?: EnvHttpProxyAgent;
}

/**
 * How the socket to Slack is opened: Bolt gives it a dispatcher of its own, which heeds no proxy. Where none is set, that one stays,
 * since it can cut a socket that no longer answers.
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
