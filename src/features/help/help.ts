import { type ChannelRule, channelGrants, type Grant } from '../../domain/rules.ts';
import { type Asker, loadSituation } from '../../policy/authorize.ts';
import { authorize, type Denial } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type HelpResult =
  | { readonly kind: 'refused'; readonly refusal: Denial }
  | {
      readonly kind: 'told';
      /** What the person may do in this channel now. */
      readonly granted: readonly Grant[];
      /** The other configured channels, so that people know where to go. */
      readonly elsewhere: readonly ChannelRule[];
    };

/** Finds what this person may do in this channel, and which other channels are configured. */
export async function help(app: AppContext, request: { readonly asker: Asker }): Promise<HelpResult> {
  const situation = await loadSituation(app, request.asker);
  const self = authorize(app.rules, situation, 'self');
  if (!self.allowed && self.reason !== 'self_disabled') return { kind: 'refused', refusal: self };

  const grants: readonly Grant[] = ['self', ...channelGrants];
  return {
    kind: 'told',
    granted: grants.filter((grant) => authorize(app.rules, situation, grant).allowed),
    elsewhere: [...app.rules.channels.values()].filter(({ id }) => id !== request.asker.channel),
  };
}
