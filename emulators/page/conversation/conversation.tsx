import { useCallback, useState } from 'preact/hooks';
import type { Channel, Message, Modal } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { SurfaceFrame } from '../blocks/surface-frame.tsx';
import { ChannelIcon } from '../controls/channel-icon.tsx';
import type { Inputs, InputValue } from '../elements/inputs.ts';
import { appNameOf, reasonNotToWrite, type Workspace } from '../workspace/workspace.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { ChannelHead, type Tab } from './channel-head.tsx';
import { MessageList } from './message-list.tsx';

interface ConversationProps {
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly actions: WorkspaceActions;
}

const none: readonly Message[] = [];

/** The messages of one channel; in the direct message with the app, its other tabs too. */
export function Conversation({ workspace, channel, actions }: ConversationProps) {
  const [chosen, setTab] = useState<Tab>('messages');
  const messages = workspace.messages[channel.id] ?? none;
  const appName = appNameOf(workspace);
  const isDirect = channel.kind === 'direct';
  const { hasHomeTab } = workspace.appHome;
  const tab = isDirect && hasHomeTab ? chosen : 'messages';

  function open(next: Tab) {
    setTab(next);
    void actions.open(next);
  }

  return (
    <>
      <ChannelHead channel={channel} appName={appName} hasHomeTab={hasHomeTab} tab={tab} onTab={open} />
      {tab === 'home' ? (
        <HomeTab home={workspace.home} actions={actions} />
      ) : tab === 'about' ? (
        <AboutTab workspace={workspace} appName={appName} />
      ) : messages.length === 0 ? (
        <EmptyChannel channel={channel} appName={appName} />
      ) : (
        <MessageList
          label={`Messages in ${isDirect ? appName : channel.name}`}
          messages={messages}
          canReply={reasonNotToWrite(channel, workspace) === undefined}
          actions={actions}
        />
      )}
      <Announcer text={newsOf(workspace, messages.at(-1))} />
    </>
  );
}

/** `text` is what Slack itself reads out for a message with blocks. */
function newsOf(workspace: Workspace, message: Message | undefined): string {
  if (message === undefined || message.user === workspace.me) return '';
  const author = workspace.people.find(({ id }) => id === message.user)?.realName ?? appNameOf(workspace);
  return message.notice === null ? `${author}: ${message.text}` : 'The command failed.';
}

/** Says what has just appeared to people who hear the page. */
function Announcer({ text }: { readonly text: string }) {
  return (
    <div class="heard-only" role="status">
      {text}
    </div>
  );
}

interface EmptyChannelProps {
  readonly channel: Channel;
  readonly appName: string;
}

function EmptyChannel({ channel, appName }: EmptyChannelProps) {
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
    return `No messages yet. ${appName} isn’t a member of this channel, but its commands work here.`;
  return `${appName} shows who is connected to the VPN, terminates connections, and keeps an audit log. No messages yet.`;
}

interface AboutTabProps {
  readonly workspace: Workspace;
  readonly appName: string;
}

/** What the manifest says of the app. */
function AboutTab({ workspace: { people, bot, commands }, appName }: AboutTabProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="home-tab" aria-label="About" tabIndex={0}>
      <p class="empty-title">{appName}</p>
      <p>{people.find(({ id }) => id === bot.userId)?.about}</p>
      {commands.map(({ command, description, hint }) => (
        <p key={command}>
          <strong>{command}</strong> {description}
          <br />
          {hint}
        </p>
      ))}
    </section>
  );
}

interface HomeTabProps {
  readonly home: Modal | null;
  readonly actions: WorkspaceActions;
}

const on = { kind: 'home' } as const;

function HomeTab({ home, actions }: HomeTabProps) {
  const [inputs, setInputs] = useState<Inputs>({});
  const onInput = useCallback(
    (key: string, value: InputValue) => setInputs((all) => ({ ...all, [key]: value })),
    [],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="home-tab" aria-label="Home" tabIndex={0}>
      {home === null ? (
        <p class="home-empty">The app has not published a Home tab for you.</p>
      ) : (
        <SurfaceFrame on={on} actions={actions} inputs={inputs} onInput={onInput}>
          <BlockList blocks={home.blocks} />
        </SurfaceFrame>
      )}
    </section>
  );
}
