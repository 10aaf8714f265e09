import type { Channel } from '../../slack/protocol/client-protocol.ts';
import { hashFromPlace } from '../workspace/place.ts';
import type { Unread } from '../workspace/read-marks.ts';
import { ChannelIcon } from './channel-icon.tsx';

interface ChannelLinkProps {
  readonly channel: Channel;
  readonly person: string;
  readonly title: string;
  readonly isHere: boolean;
  readonly unread: Unread;
  readonly onFollow: () => void;
}

export function ChannelLink({ channel, person, title, isHere, unread, onFollow }: ChannelLinkProps) {
  return (
    <a
      class="channel-link"
      href={hashFromPlace({ person, channel: channel.id })}
      aria-current={isHere ? 'page' : undefined}
      data-unread={unread.count > 0}
      onClick={onFollow}
    >
      <ChannelIcon channel={channel} />
      <span class="channel-name">{title}</span>
      {unread.count > 0 && (
        <span class="unread" data-mine={unread.isForMe}>
          {unread.count}
          <span class="heard-only"> unread</span>
        </span>
      )}
    </a>
  );
}
