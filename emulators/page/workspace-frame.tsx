import { useState } from 'preact/hooks';
import { Composer } from './composer/composer.tsx';
import { noSentLines } from './composer/sent-lines.ts';
import { Conversation } from './conversation/conversation.tsx';
import { ModalHost } from './modal/modal-host.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { StatusBanner } from './status-banner.tsx';
import type { Step } from './tour/suggestions.ts';
import { Tour } from './tour/tour.tsx';
import type { Drafts } from './use-drafts.ts';
import { useElementStatus } from './workspace/element-status.ts';
import type { Place } from './workspace/place.ts';
import { refusalSentence } from './workspace/refusal-sentence.ts';
import { useReadMarks } from './workspace/use-read-marks.ts';
import type { WorkspaceView } from './workspace/use-workspace.ts';
import { appNameOf, reasonNotToWrite, type Workspace } from './workspace/workspace.ts';
import { sayKey, type WorkspaceActions } from './workspace/workspace-actions.ts';

interface WorkspaceFrameProps {
  readonly workspace: Workspace;
  readonly link: WorkspaceView['link'];
  readonly actions: WorkspaceActions;
  readonly wantedChannel: string | null;
  readonly drafts: Drafts;
  readonly onGo: (place: Place) => void;
  /** The conversation is wanted, where only one panel has room. */
  readonly onConversation: () => void;
}

export function WorkspaceFrame(props: WorkspaceFrameProps) {
  const { workspace, link, actions, wantedChannel, drafts, onGo, onConversation } = props;
  const { me, channels, bot } = workspace;
  // One history for all persons: a visitor wants to try the same line as somebody else.
  const [sent, setSent] = useState(noSentLines);
  const channel = channels.find(({ id }) => id === wantedChannel) ?? channels[0];
  const here = channel?.id ?? '';
  const appName = appNameOf(workspace);
  const readMarks = useReadMarks(me, here, workspace.messages[here]?.at(-1)?.ts);
  const waiting = useElementStatus(sayKey(here))?.kind === 'running';
  const channelName = channel?.kind === 'direct' ? appName : `#${channel?.name}`;

  const readOnlyReason = channel && reasonNotToWrite(channel, workspace);

  async function send(text: string): Promise<string | undefined> {
    const receipt = await actions.say(here, text);
    return receipt.ok ? undefined : refusalSentence(receipt.error);
  }

  function take({ person, channel: room, text }: Step) {
    onConversation();
    onGo({ person, channel: room });
    if (text !== undefined) drafts.fill(person, room, text);
  }

  return (
    <>
      <Sidebar
        workspace={workspace}
        here={here}
        readMarks={readMarks}
        onSwitch={(person) => onGo({ person, channel: here })}
        onFollow={onConversation}
      />
      <section class="conversation" aria-label="Conversation">
        <StatusBanner link={link} appName={appName} isAppOnline={bot.isOnline} />
        {channel && (
          <Conversation key={channel.id} workspace={workspace} channel={channel} actions={actions} />
        )}
        <Tour
          isRoomy={(workspace.messages[here] ?? []).length === 0}
          people={workspace.people}
          place={{ person: me, channel: here }}
          onTake={take}
        />
        {readOnlyReason === undefined ? (
          <Composer
            key={`${me}/${here}`}
            label={`Message ${channelName}`}
            placeholder={`Message ${channelName}, or ${workspace.commands[0]?.command ?? 'a command'}`}
            text={drafts.of(me, here)}
            completable={workspace}
            filled={drafts.filled}
            sent={sent}
            onSent={setSent}
            isWaiting={waiting}
            channel={here}
            actions={actions}
            onText={(text) => drafts.write(me, here, text)}
            onSend={send}
          />
        ) : (
          <p class="read-only">{readOnlyReason}</p>
        )}
      </section>
      {workspace.modal && <ModalHost modal={workspace.modal} actions={actions} appName={appName} />}
    </>
  );
}
