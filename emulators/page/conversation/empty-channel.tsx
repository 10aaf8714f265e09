import type { Channel } from '../../slack/protocol/client-protocol.ts';
import { ChannelIcon } from '../sidebar/channel-icon.tsx';

interface EmptyChannelProps {
  readonly channel: Channel;
  readonly appName: string;
}

export function EmptyChannel({ channel, appName }: EmptyChannelProps) {
  const isDirect = channel.kind === 'direct';
  return (
    <div class="message-frame">
      <div class="empty-channel">
        <p class="empty-title">
          <ChannelIcon channel={channel} /> {isDirect ? appName : channel.name}
        </p>
        <p>{sentence(channel, appName)}</p>
      </div>
    </div>
  );
}

function sentence({ kind, hasBot }: Channel, appName: string): string {
  if (kind === 'direct') return `What ${appName} tells you alone arrives here.`;
  if (!hasBot)
    return `Nothing has been said here, and ${appName} is not a member. Try what it answers all the same.`;
  return `${appName} shows who is on the VPN, ends their sessions, and keeps a record of it. Nothing has been said here yet.`;
}
