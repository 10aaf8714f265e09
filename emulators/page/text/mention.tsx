import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';
import type { Entity } from './mrkdwn.ts';

type MentionEntity = Extract<Entity, { kind: 'person' | 'channel' | 'group' | 'broadcast' }>;

export function Mention({ entity }: { readonly entity: MentionEntity }) {
  const directory = useDirectory();
  switch (entity.kind) {
    case 'person': {
      const person = directory.people.find(({ id }) => id === entity.id);
      const isMe = entity.id === directory.me;
      return <Pill isMe={isMe}>@{person?.name ?? entity.label ?? entity.id}</Pill>;
    }
    case 'group': {
      const group = directory.groups.find(({ id }) => id === entity.id);
      const isMe = group?.members.includes(directory.me) ?? false;
      return <Pill isMe={isMe}>@{group?.handle ?? entity.label?.replace(/^@/, '') ?? entity.id}</Pill>;
    }
    case 'broadcast':
      return <Pill isMe>@{entity.range}</Pill>;
    case 'channel': {
      const channel = directory.channels.find(({ id }) => id === entity.id);
      if (channel === undefined) return <UnseenChannel name={entity.label ?? 'private-channel'} />;
      return (
        <a class="mention" href={`#/${directory.me}/${channel.id}`}>
          #{channel.name}
        </a>
      );
    }
  }
}

/** As Slack shows a channel to people who are not in it. */
function UnseenChannel({ name }: { readonly name: string }) {
  return (
    <span class="mention" data-unseen title="A channel that this person is not in">
      <Icon name="lock" />
      {name}
    </span>
  );
}

interface PillProps {
  readonly isMe: boolean;
  readonly children: readonly string[] | string;
}

function Pill({ isMe, children }: PillProps) {
  return (
    <span class="mention" data-me={isMe}>
      {children}
    </span>
  );
}
