import type { Channel } from '../../slack/client-protocol.ts';
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
          {isDirect ? (
            appName
          ) : (
            <>
              <ChannelIcon channel={channel} /> {channel.name}
            </>
          )}
        </p>
        <p>
          {isDirect
            ? `What ${appName} tells you alone arrives here.`
            : channel.hasBot
              ? 'Nothing has been said here yet. Type /vpn to see what the bot can do for this room.'
              : 'Nothing has been said here yet. The bot is not in this channel: try what it answers.'}
        </p>
      </div>
    </div>
  );
}
