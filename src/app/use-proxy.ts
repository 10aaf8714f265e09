import type http from 'node:http';

/**
 * Sends requests made with `fetch`, including those to Slack, through the proxy in `HTTPS_PROXY`, except to the hosts in
 * `NO_PROXY`. Only HTTPS requests use the proxy: AWS SDK requests on the machine itself, such as for credentials at
 * 169.254.169.254, are plain HTTP and must not. The AWS clients have their own agents, which read the same variables.
 *
 * @param node Node's `http` module, which takes longer to load than the rest of a short command: it is loaded only if a
 * proxy is set. Before 24.14 it lacks this function.
 * @returns A function that restores the previous state.
 */
export function useProxy(
  { HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy }: NodeJS.ProcessEnv,
  node?: Partial<Pick<typeof http, 'setGlobalProxyFromEnv'>>,
): () => void {
  if (!HTTPS_PROXY && !https_proxy) return () => {};
  const { setGlobalProxyFromEnv } = node ?? process.getBuiltinModule('node:http');
  if (setGlobalProxyFromEnv === undefined) {
    process.emitWarning(
      'HTTPS_PROXY is set, and only AWS is called through it: Slack needs Node 24.14 for that',
    );
    return () => {};
  }
  return setGlobalProxyFromEnv({ HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy });
}
