import { useState } from 'preact/hooks';
import type { Channel, Message } from '../../slack/protocol/client-protocol.ts';
import { Announcer } from '../controls/announcer.tsx';
import { appNameOf, type Workspace } from '../workspace/workspace.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { ChannelHead } from './channel-head.tsx';
import { EmptyChannel } from './empty-channel.tsx';
import { HomeTab } from './home-tab.tsx';
import { MessageList } from './message-list.tsx';

interface ConversationProps {
  readonly workspace: Workspace;
  readonly channel: Channel;
  readonly actions: WorkspaceActions;
}

const none: readonly Message[] = [];

/** What was said in one channel; in the direct message with the app, its Home tab too. */
export function Conversation({ workspace, channel, actions }: ConversationProps) {
  const [tab, setTab] = useState<'messages' | 'home'>('messages');
  const messages = workspace.messages[channel.id] ?? none;
  const appName = appNameOf(workspace);
  const isHome = tab === 'home' && channel.kind === 'direct';
  return (
    <>
      <ChannelHead channel={channel} appName={appName} tab={tab} onTab={setTab} />
      {isHome ? (
        <HomeTab home={workspace.home} actions={actions} />
      ) : messages.length === 0 ? (
        <EmptyChannel channel={channel} appName={appName} />
      ) : (
        <MessageList label={`Messages in ${channel.name}`} messages={messages} actions={actions} />
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
