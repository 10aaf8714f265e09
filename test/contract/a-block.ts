import type { Block, ShownBlocks } from '../../src/domain/block.ts';
import { parseCorrelation, parseEndpointId } from '../../src/domain/ids.ts';
import { known } from './known.ts';

/** What a modal of an earlier version showed: every block that was put on by then. */
export const allShown: ShownBlocks = { digests: undefined, at: new Date('2026-11-02T13:00:00Z') };

/** A block of an hour that Helga put on Mallory at noon, everywhere; from which request makes the key. */
export function aBlock(
  over: Partial<Omit<Block, 'correlation' | 'endpoint'>> & {
    readonly correlation?: string;
    readonly endpoint?: string;
  } = {},
): Block {
  const { correlation = 'request-1', endpoint, ...rest } = over;
  return {
    name: 'mallory@example.com',
    until: new Date('2026-11-02T13:00:00Z'),
    reason: 'laptop stolen',
    by: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
    at: new Date('2026-11-02T12:00:00Z'),
    ...rest,
    correlation: known(parseCorrelation(correlation)),
    endpoint: endpoint === undefined ? undefined : known(parseEndpointId(endpoint)),
  };
}
