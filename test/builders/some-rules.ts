import type { ChannelRule, Rules } from '../../src/domain/rules.ts';
import { anEndpoint, lab } from './an-endpoint.ts';
import { channelId } from './ids.ts';

/** The rule of #helpdesk, which may look and kick everywhere. */
export function aChannelRule(given: Partial<ChannelRule> = {}): ChannelRule {
  return {
    id: channelId('C0HELPDESK'),
    name: 'helpdesk',
    allow: ['see', 'kick'],
    endpoints: [anEndpoint(), lab],
    allowPublic: false,
    allowOrgShared: false,
    ...given,
  };
}

/** However many sessions, one person ends them alone. */
export const noSecondPerson = { kick: { minReason: 5, approveAbove: 1_000, listExpiresMs: 900_000 } };

/** Rules over two endpoints; without channels of their own they have #helpdesk. */
export function someRules({
  channels = [aChannelRule()],
  ...given
}: Partial<Omit<Rules, 'channels'>> & { readonly channels?: readonly ChannelRule[] } = {}): Rules {
  return {
    endpoints: [anEndpoint(), lab],
    channels: new Map(channels.map((rule) => [rule.id, rule])),
    everyoneMaySelf: true,
    everyoneMaySeeHealth: false,
    people: { match: 'email', map: new Map() },
    claimsChannel: channelId('C0SECOPS'),
    protected: ['svc-*'],
    kick: { minReason: 5, approveAbove: 5, listExpiresMs: 900_000 },
    terminations: { burst: 20, perSecond: 4 },
    history: { days: 30, readsConnectionLog: false, notify: undefined, known: [] },
    report: undefined,
    breakGlass: { people: [], groups: [] },
    ...given,
  };
}
