import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { messageRows, timeOf } from './message-rows.ts';
import { MessageView } from './message-view.tsx';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly Message[];
  readonly actions: WorkspaceActions;
}

/**
 * The messages of a channel. The style sheet lays the frame out in reverse, so that the browser itself holds
 * on to the newest message while others arrive and grow.
 */
export const MessageList = memo(function MessageList({ label, messages, actions }: MessageListProps) {
  const rows = useMemo(() => messageRows(messages), [messages]);
  const frame = useRef<HTMLDivElement>(null);
  const { me } = useDirectory();
  const last = messages.at(-1);
  const sentLast = last?.user === me ? last.ts : undefined;
  // What I say is seen, wherever I had scrolled to.
  useEffect(() => {
    if (sentLast !== undefined) frame.current?.scrollTo({ top: 0 });
  }, [sentLast]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section ref={frame} class="message-frame" aria-label={label} tabIndex={0}>
      <ol class="message-list">
        {rows.map(({ message, replies, continues, startsDay }) => (
          <li key={message.ts} class="message-item">
            {startsDay && <DayDivider ts={message.ts} />}
            <MessageView message={message} isContinued={continues} actions={actions} />
            {replies.length > 0 && <ReplyList replies={replies} actions={actions} />}
          </li>
        ))}
      </ol>
    </section>
  );
});

const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', month: 'long', day: 'numeric' });

function DayDivider({ ts }: { readonly ts: string }) {
  const time = timeOf(ts);
  const isToday = time.toDateString() === new Date().toDateString();
  return (
    <div class="day-divider">
      <span>{isToday ? 'Today' : day.format(time)}</span>
    </div>
  );
}

interface ReplyListProps {
  readonly replies: readonly Message[];
  readonly actions: WorkspaceActions;
}

/** How many of the latest replies are shown until the thread is expanded. */
const shownAtOnce = 3;

/** A thread, expanded under its parent. */
function ReplyList({ replies, actions }: ReplyListProps) {
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
