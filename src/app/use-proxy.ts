import http from 'node:http';

/**
 * Sends requests made with `fetch`, including those to Slack, through the proxy in `HTTPS_PROXY`, except to the hosts in
 * `NO_PROXY`. Only HTTPS requests use the proxy: AWS SDK requests on the machine itself, such as for credentials at
 * 169.254.169.254, are plain HTTP and must not. The AWS clients have their own agents, which read the same variables.
 *
 * @param node Node's `http` module. Before 24.14 it lacks this function, which matters only when a proxy is set.
 * @returns A function that restores the previous state.
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
