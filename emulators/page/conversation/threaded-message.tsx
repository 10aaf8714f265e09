import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { Composer } from '../composer/composer.tsx';
import { noSentLines } from '../composer/sent-lines.ts';
import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';
import { useElementStatus } from '../workspace/element-status.ts';
import { refusalSentence } from '../workspace/refusal-sentence.ts';
import { sayKey, type WorkspaceActions } from '../workspace/workspace-actions.ts';
import type { MessageRow } from './message-rows.ts';
import { MessageView } from './message-view.tsx';

interface ThreadedMessageProps extends Pick<MessageRow, 'message' | 'replies'> {
  readonly isContinued: boolean;
  readonly canReply: boolean;
  readonly actions: WorkspaceActions;
}

/** A message with its thread, expanded under it. */
export function ThreadedMessage(props: ThreadedMessageProps) {
  const { message, replies, isContinued, canReply, actions } = props;
  const [isReplying, setReplying] = useState(false);
  const reply = useCallback(() => setReplying(true), []);
  // Slack has no threads under ephemeral messages.
  const takesReplies = canReply && message.onlyFor === null && message.notice === null;
  return (
    <>
      <MessageView
        message={message}
        isContinued={isContinued}
        actions={actions}
        onReply={takesReplies ? reply : undefined}
      />
      {(replies.length > 0 || isReplying) && (
        <div class="replies">
          <ReplyList replies={replies} actions={actions} />
          {takesReplies && !isReplying && replies.length > 0 && (
            <button type="button" class="replies-more" onClick={reply}>
              <Icon name="chat" /> Reply
            </button>
          )}
          {isReplying && (
            <ReplyComposer message={message} actions={actions} onClose={() => setReplying(false)} />
          )}
        </div>
      )}
    </>
  );
}

interface ReplyListProps {
  readonly replies: readonly Message[];
  readonly actions: WorkspaceActions;
}

/** How many of the latest replies are shown until the thread is expanded. */
const shownAtOnce = 3;

function ReplyList({ replies, actions }: ReplyListProps) {
  const [isWhole, setWhole] = useState(false);
  const hidden = isWhole ? 0 : Math.max(0, replies.length - shownAtOnce);
  if (replies.length === 0) return null;
  return (
    <>
      {hidden > 0 && (
        <button type="button" class="replies-more" onClick={() => setWhole(true)}>
          <Icon name="right" />
          {hidden === 1 ? 'Show 1 earlier reply' : `Show ${hidden} earlier replies`}
        </button>
      )}
      <ol class="reply-list" aria-label="Thread">
        {replies.slice(hidden).map((reply) => (
          <li key={reply.ts}>
            <MessageView message={reply} isContinued={false} actions={actions} />
          </li>
        ))}
      </ol>
    </>
  );
}

interface ReplyComposerProps {
  readonly message: Message;
  readonly actions: WorkspaceActions;
  readonly onClose: () => void;
}

function ReplyComposer({ message: { channel, ts, threadTs }, actions, onClose }: ReplyComposerProps) {
  const { people, groups } = useDirectory();
  const [text, setText] = useState('');
  const [sent, setSent] = useState(noSentLines);
  const parent = threadTs ?? ts;
  const isWaiting = useElementStatus(sayKey(channel, parent))?.kind === 'running';
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.querySelector('textarea')?.focus();
    frame.current?.scrollIntoView({ block: 'nearest' });
  }, []);

  async function send(line: string): Promise<string | undefined> {
    const receipt = await actions.say(channel, line, parent);
    return receipt.ok ? undefined : refusalSentence(receipt.error);
  }

  return (
    <div ref={frame} class="reply-composer">
      <Composer
        label="Reply in thread"
        placeholder="Reply…"
        text={text}
        completable={{ people, groups, commands: [] }}
        filled={0}
        sent={sent}
        onSent={setSent}
        isWaiting={isWaiting}
        channel={channel}
        actions={actions}
        onText={setText}
        onSend={send}
      />
      <button type="button" class="icon-button" aria-label="Close the reply" onClick={onClose}>
        <Icon name="close" />
      </button>
    </div>
  );
}
