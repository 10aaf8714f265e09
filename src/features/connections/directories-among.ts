import type { Endpoint } from '../../domain/endpoint.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { signInOn } from './list-connections.ts';

/** Finds the endpoints whose user names come from a directory. An endpoint that AWS cannot describe is left out. */
export async function directoriesAmong(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  const signIns = await Promise.all(endpoints.map((endpoint) => signInOn(vpn, endpoint)));
  return endpoints.filter((_, index) => signIns[index]?.isDirectory);
}
