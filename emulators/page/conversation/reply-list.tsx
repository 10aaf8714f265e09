import { useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { MessageView } from './message-view.tsx';

interface ReplyListProps {
  readonly replies: readonly Message[];
  readonly actions: WorkspaceActions;
}

/** How many of the latest replies are shown until the thread is expanded. */
const shownAtOnce = 3;

/** A thread, expanded under its parent. */
export function ReplyList({ replies, actions }: ReplyListProps) {
  const [isWhole, setWhole] = useState(false);
  const hidden = isWhole ? 0 : Math.max(0, replies.length - shownAtOnce);
  return (
    <div class="replies">
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
    </div>
  );
}
