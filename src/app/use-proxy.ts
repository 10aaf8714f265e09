import http from 'node:http';

/**
 * Sends what goes out by `fetch`, Slack's calls among it, through the proxy that `HTTPS_PROXY` names, but for the hosts of
 * `NO_PROXY`. Only HTTPS: what AWS asks on the machine itself, such as for credentials at 169.254.169.254, is plain
 * HTTP and no proxy's business. The AWS clients have agents of their own, which read the same variables.
 *
 * @param node What Node offers: before 24.14 it cannot do this, which matters only where there is a proxy.
 * @returns Puts things back as they were.
 */
export function useProxy(
  { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy }: NodeJS.ProcessEnv,
  node: Partial<Pick<typeof http, 'setGlobalProxyFromEnv'>> = http,
): () => void {
  if (!HTTPS_PROXY && !https_proxy) return () => {};
  if (node.setGlobalProxyFromEnv === undefined) {
    process.emitWarning(
      'HTTPS_PROXY is set, and only AWS is called through it: Slack needs Node 24.14 for that',
    );
    return () => {};
  }
  return node.setGlobalProxyFromEnv({ HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy });
}
