import type { BlockGap } from '../../domain/block-report.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { AppContext } from '../../ports/app-context.ts';

/**
 * Finds the endpoints on which blocks don't take effect: only Bouncer's own connect handler reads the table of blocks.
 */
export async function blockGaps(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
): Promise<readonly BlockGap[]> {
  const gaps = await Promise.all(endpoints.map((endpoint) => gapOn(vpn, endpoint)));
  return gaps.filter((gap) => gap !== undefined);
}

/** An endpoint that AWS cannot describe counts as a gap. */
async function gapOn(vpn: AppContext['vpn'], endpoint: Endpoint): Promise<BlockGap | undefined> {
  try {
    const { connectHandler } = await vpn.facts(endpoint);
    return connectHandler === 'bouncer' ? undefined : { endpoint, why: connectHandler };
  } catch {
    return { endpoint, why: 'unknown' };
  }
}
