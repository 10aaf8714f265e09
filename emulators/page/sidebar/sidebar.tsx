import type { Channel, Person } from '../../slack/protocol/client-protocol.ts';
import { Avatar } from '../controls/avatar.tsx';
import { ChannelIcon } from '../controls/channel-icon.tsx';
import { ChoiceMenu } from '../controls/choice-menu.tsx';
import { Icon } from '../controls/icon.tsx';
import { hashFromPlace } from '../workspace/place.ts';
import { countUnread, type ReadMarks, type Unread } from '../workspace/read-marks.ts';
import { appNameOf, type Workspace } from '../workspace/workspace.ts';

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

interface PersonSwitchProps {
  readonly people: readonly Person[];
  readonly me: string;
  readonly onSwitch: (person: string) => void;
}

/** Who the visitor acts as; each person comes with a line on what they may do. */
function PersonSwitch({ people, me, onSwitch }: PersonSwitchProps) {
  const choices = people
    .filter(({ kind }) => kind !== 'bot')
    .map((person) => ({
      value: person.id,
      words: `${person.realName} ${person.about}`,
      title: <PersonLine person={person} />,
    }));
  const acting = people.find(({ id }) => id === me);
  return (
    <ChoiceMenu
      name="Act as"
      prefix="Act as:"
      class="person-switch"
      choices={choices}
      chosen={me}
      onChoose={onSwitch}
    >
      {acting && <PersonLine person={acting} />}
      <Icon name="down" />
    </ChoiceMenu>
  );
}

function PersonLine({ person }: { readonly person: Person }) {
  return (
    <span class="person-line">
      <Avatar person={person} size="medium" />
      <span class="person-text">
        <span class="person-name">{person.realName}</span>
        <span class="person-about">{person.about}</span>
      </span>
    </span>
  );
}

interface ChannelLinkProps {
  readonly channel: Channel;
  readonly person: string;
  readonly title: string;
  readonly isHere: boolean;
  readonly unread: Unread;
  readonly onFollow: () => void;
}

function ChannelLink({ channel, person, title, isHere, unread, onFollow }: ChannelLinkProps) {
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
