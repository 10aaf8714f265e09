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
  if (kind === 'direct') return `Direct messages from ${appName} appear here.`;
  if (!hasBot)
    return `No messages yet. ${appName} is not a member of this channel; its commands work here all the same.`;
  return `${appName} shows who is connected to the VPN, terminates connections, and keeps an audit log. No messages yet.`;
}
