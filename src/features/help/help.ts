import { type ChannelRule, channelGrants, type Grant } from '../../domain/rules.ts';
import { type Asker, situationOf } from '../../policy/authorize.ts';
import { decide, type Refusal } from '../../policy/decide.ts';
import type { World } from '../../ports/world.ts';

export type HelpResult =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'told';
      /** What the person may do here and now. */
      readonly granted: readonly Grant[];
      /** The other channels of the configuration, so that nobody has to guess where to go. */
      readonly elsewhere: readonly ChannelRule[];
    };

/** Tells what this person may do in this channel, and where else more is allowed. */
export async function help(world: World, request: { readonly asker: Asker }): Promise<HelpResult> {
  const situation = await situationOf(world, request.asker);
  const self = decide(world.rules, situation, 'self');
  if (!self.allowed && self.reason !== 'self_disabled') return { kind: 'refused', refusal: self };

  const grants: readonly Grant[] = ['self', ...channelGrants];
  return {
    kind: 'told',
    granted: grants.filter((grant) => decide(world.rules, situation, grant).allowed),
    elsewhere: [...world.rules.channels.values()].filter(({ id }) => id !== request.asker.channel),
  };
}
