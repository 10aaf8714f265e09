import { channelGrants } from '../../src/domain/rules.ts';
import type { Help } from '../../src/features/help/help.ts';

/** Everything that can be granted, on prod-eu. */
export function aHelp(given: Partial<Help> = {}): Help {
  return {
    granted: ['self', ...channelGrants],
    mayBreakGlass: false,
    endpoint: 'prod-eu',
    elsewhere: [],
    ...given,
  };
}
