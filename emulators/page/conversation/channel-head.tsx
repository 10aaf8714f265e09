import type { Channel } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { ChannelIcon } from '../controls/channel-icon.tsx';
import { useDirectory } from '../workspace/directory.ts';

export type Tab = 'home' | 'messages' | 'about';

interface ChannelHeadProps {
  readonly channel: Channel;
  readonly appName: string;
  readonly hasHomeTab: boolean;
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}

export function ChannelHead({ channel, appName, hasHomeTab, tab, onTab }: ChannelHeadProps) {
  const isDirect = channel.kind === 'direct';
  return (
    <header class="channel-head">
      <h2 class="channel-title">
        <ChannelIcon channel={channel} />
        {isDirect ? appName : channel.name}
      </h2>
      {isDirect && hasHomeTab ? (
        <div class="channel-tabs">
          <TabButton name="home" title="Home" tab={tab} onTab={onTab} />
          <TabButton name="messages" title="Messages" tab={tab} onTab={onTab} />
          <TabButton name="about" title="About" tab={tab} onTab={onTab} />
        </div>
      ) : (
        <p class="channel-topic">{channel.topic}</p>
      )}
      {!isDirect && <p class="channel-facts">{facts(channel)}</p>}
      <Acting />
    </header>
  );
}

/** Who the visitor is: shown where the switch of persons is on another panel. */
function Acting() {
  const { people, me } = useDirectory();
  const person = people.find(({ id }) => id === me);
  if (person === undefined) return null;
  return (
    <p class="acting">
      <span class="heard-only">acting as </span>
      {person.realName.split(' ')[0]}
      <Avatar person={person} size="small" />
    </p>
  );
}

interface TabButtonProps extends Pick<ChannelHeadProps, 'tab' | 'onTab'> {
  readonly name: Tab;
  readonly title: string;
}

function TabButton({ name, title, tab, onTab }: TabButtonProps) {
  return (
    <button type="button" class="channel-tab" aria-pressed={tab === name} onClick={() => onTab(name)}>
      {title}
    </button>
  );
}

function facts({ kind, members, hasBot, isArchived }: Channel): string {
  const kinds = { public: 'public', private: 'private', shared: 'shared with Partner Inc.', direct: '' };
  const size = members.length === 1 ? '1 member' : `${members.length} members`;
  return [kinds[kind], size, !hasBot && 'without the app', isArchived && 'archived']
    .filter(Boolean)
    .join(' · ');
}
