import type { Channel } from '../../slack/protocol/client-protocol.ts';
import { countUnread, type ReadMarks } from '../workspace/read-marks.ts';
import { appNameOf, type Workspace } from '../workspace/workspace.ts';
import { ChannelLink } from './channel-link.tsx';
import { PersonSwitch } from './person-switch.tsx';

interface SidebarProps {
  readonly workspace: Workspace;
  readonly here: string;
  readonly readMarks: ReadMarks;
  readonly onSwitch: (person: string) => void;
  readonly onFollow: () => void;
}

export function Sidebar({ workspace, here, readMarks, onSwitch, onFollow }: SidebarProps) {
  const { channels, messages, me } = workspace;

  function link(channel: Channel) {
    return (
      <li key={channel.id}>
        <ChannelLink
          channel={channel}
          person={me}
          title={channel.kind === 'direct' ? appNameOf(workspace) : channel.name}
          isHere={channel.id === here}
          unread={countUnread(channel, messages[channel.id] ?? [], readMarks[channel.id], me)}
          onFollow={onFollow}
        />
      </li>
    );
  }

  return (
    <div class="sidebar">
      <div class="sidebar-head">
        <p class="team-name">{workspace.team.name}</p>
        <p class="team-note">emulated Slack</p>
      </div>
      <p class="sidebar-label" aria-hidden="true">
        Act as
      </p>
      <PersonSwitch people={workspace.people} me={me} onSwitch={onSwitch} />
      <nav class="channel-nav" aria-label="Channels">
        <h2 class="sidebar-label">Channels</h2>
        <ul>{channels.filter(({ kind }) => kind !== 'direct').map(link)}</ul>
        <h2 class="sidebar-label">Apps</h2>
        <ul>{channels.filter(({ kind }) => kind === 'direct').map(link)}</ul>
      </nav>
    </div>
  );
}
