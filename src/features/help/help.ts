import { channelGrants, type Grant } from '../../domain/rules.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { type AllowedChannel, allowedChannels } from '../../slack/allowed-channels.ts';
import { authorizeBreakGlass } from '../kick/break-glass.ts';

export interface Help {
  /** What the person may do in this channel now. */
  readonly granted: readonly Grant[];
  /** Whether they may kick without the approval that it needs. */
  readonly mayBreakGlass: boolean;
  /** The name of an endpoint of this channel, for examples; undefined if they may see none. */
  readonly endpoint: string | undefined;
  /** What else they may do in other channels. */
  readonly elsewhere: readonly AllowedChannel[];
}

export type HelpResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | ({ readonly kind: 'listed' } & Help);

/** Finds what this person may do in this channel, and what else in others that they are in. */
export async function help(
  app: Pick<ReadContext, 'rules' | 'directory' | 'claims' | 'onGranted'>,
  { requester }: { readonly requester: Requester },
): Promise<HelpResult> {
  const { rules } = app;
  const { person, channel } = requester;
  const access = await loadAccess(app, requester);
  const self = authorize(rules, access, 'self');
  if (!self.allowed && self.reason !== 'self_disabled') return { kind: 'refused', denial: self };

  const here = channelGrants.filter((grant) => authorize(rules, access, grant).allowed);
  const others = [...rules.channels.values()].filter(({ id }) => id !== channel);
  const [elsewhere, breakGlass] = await Promise.all([
    allowedChannels(app, person, others),
    here.includes('kick') ? authorizeBreakGlass(app, person) : undefined,
  ]);
  return {
    kind: 'listed',
    granted: self.allowed ? ['self', ...here] : here,
    mayBreakGlass: breakGlass?.allowed === true,
    endpoint: here.length === 0 ? undefined : rules.channels.get(channel)?.endpoints[0]?.name,
    elsewhere: elsewhere
      .map(({ rule, grants }) => ({ rule, grants: grants.filter((grant) => !here.includes(grant)) }))
      .filter(({ grants }) => grants.length > 0),
  };
}
