import { useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import type { Deeds } from '../workspace/deeds.ts';
import { MessageView } from './message-view.tsx';

interface ReplyListProps {
  readonly replies: readonly Message[];
  readonly deeds: Deeds;
}

/** So many of the latest replies are shown before anybody asks for the rest. */
const shownAtOnce = 3;

/** A thread, opened under its parent: what followed an act is read as one story. */
export function ReplyList({ replies, deeds }: ReplyListProps) {
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
            <MessageView message={reply} isContinued={false} deeds={deeds} />
          </li>
        ))}
      </ol>
    </div>
  );
}
