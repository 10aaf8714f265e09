import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';
import { emojiDrawings } from './emoji-drawings.ts';
import { formatDateToken } from './format-date-token.ts';
import { hasGlyph } from './has-glyph.ts';
import type { DateToken, Entity, Span } from './mrkdwn.ts';

export function SpanView({ span }: { readonly span: Span }) {
  switch (span.kind) {
    case 'text':
      return <>{span.text}</>;
    case 'bold':
      return <strong>{children(span.spans)}</strong>;
    case 'italic':
      return <em>{children(span.spans)}</em>;
    case 'strike':
      return <s>{children(span.spans)}</s>;
    case 'code':
      return <code>{span.text}</code>;
    case 'emoji':
      return <EmojiView name={span.name} character={span.character} />;
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noreferrer">
          {span.text}
        </a>
      );
    case 'date':
      return <DateText token={span} />;
    case 'person':
    case 'channel':
    case 'group':
    case 'broadcast':
      return <Mention entity={span} />;
  }
}

function children(spans: readonly Span[]) {
  return spans.map((span, index) => <SpanView key={index} span={span} />);
}

const { locale, timeZone } = new Intl.DateTimeFormat().resolvedOptions();

function DateText({ token }: { readonly token: DateToken }) {
  const text = formatDateToken(token, { locale, timeZone, now: new Date() });
  const time = (
    <time dateTime={new Date(token.seconds * 1000).toISOString()} title={token.fallback}>
      {text}
    </time>
  );
  if (token.href === null) return time;
  return (
    <a href={token.href} target="_blank" rel="noreferrer">
      {time}
    </a>
  );
}

interface EmojiViewProps {
  readonly name: string;
  readonly character: string;
}

function EmojiView({ name, character }: EmojiViewProps) {
  const strokes = emojiDrawings.get(name);
  if (strokes === undefined && !hasGlyph(character)) return <>:{name}:</>;
  return (
    <span class="emoji" role="img" aria-label={name.replaceAll('_', ' ')}>
      {strokes === undefined ? (
        character
      ) : (
        <svg viewBox="0 0 16 16" aria-hidden="true">
          {strokes.map(({ d, fill = 'none', stroke = 'none', width = 1 }) => (
            <path key={d} d={d} fill={fill} stroke={stroke} stroke-width={width} />
          ))}
        </svg>
      )}
    </span>
  );
}

type MentionEntity = Extract<Entity, { kind: 'person' | 'channel' | 'group' | 'broadcast' }>;

function Mention({ entity }: { readonly entity: MentionEntity }) {
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
