import { type ChannelRule, channelGrants, type Grant } from '../../domain/rules.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type HelpResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | {
      readonly kind: 'listed';
      /** What the person may do in this channel now. */
      readonly granted: readonly Grant[];
      /** The other configured channels, so that people know where to go. */
      readonly elsewhere: readonly ChannelRule[];
    };

/** Finds what this person may do in this channel, and which other channels are configured. */
export async function help(app: AppContext, request: { readonly requester: Requester }): Promise<HelpResult> {
  const access = await loadAccess(app, request.requester);
  const self = authorize(app.rules, access, 'self');
  if (!self.allowed && self.reason !== 'self_disabled') return { kind: 'refused', denial: self };

  const grants: readonly Grant[] = ['self', ...channelGrants];
  return {
    kind: 'listed',
    granted: grants.filter((grant) => authorize(app.rules, access, grant).allowed),
    elsewhere: [...app.rules.channels.values()].filter(({ id }) => id !== request.requester.channel),
  };
}
