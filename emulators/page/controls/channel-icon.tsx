import type { Channel } from '../../slack/protocol/client-protocol.ts';
import { Icon, type IconName } from './icon.tsx';

const icons = { public: 'hash', private: 'lock', shared: 'shared', direct: 'chat' } as const satisfies Record<
  Channel['kind'],
  IconName
>;

export function ChannelIcon({ channel }: { readonly channel: Pick<Channel, 'kind'> }) {
  return <Icon name={icons[channel.kind]} />;
}
