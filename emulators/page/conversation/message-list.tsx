import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';
import { useDirectory } from '../workspace/directory.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { type MessageRow, messageRows, timeOf } from './message-rows.ts';
import { ThreadedMessage } from './threaded-message.tsx';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly Message[];
  readonly canReply: boolean;
  readonly actions: WorkspaceActions;
}

/**
 * The messages of a channel. The style sheet lays the frame out in reverse, so that the browser itself holds
 * on to the newest message while others arrive and grow.
 */
export const MessageList = memo(function MessageList({
  label,
  messages,
  canReply,
  actions,
}: MessageListProps) {
  const rows = useMemo(() => messageRows(messages), [messages]);
  const frame = useRef<HTMLDivElement>(null);
  const { me } = useDirectory();
  const last = messages.at(-1);
  const sentLast = last?.user === me ? last.ts : undefined;
  const { unseen, look } = useUnseen(rows);
  // What I say is seen, wherever I had scrolled to.
  useEffect(() => {
    if (sentLast !== undefined) frame.current?.scrollTo({ top: 0 });
  }, [sentLast]);

  return (
    <div class="message-area">
      <section
        ref={frame}
        class="message-frame"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
        tabIndex={0}
        onScroll={({ currentTarget }) => look(currentTarget.scrollTop)}
      >
        <ol class="message-list">
          {rows.map(({ message, replies, continues, startsDay }) => (
            <li key={message.ts} class="message-item">
              {startsDay && <DayDivider ts={message.ts} />}
              <ThreadedMessage
                message={message}
                replies={replies}
                isContinued={continues}
                canReply={canReply}
                actions={actions}
              />
            </li>
          ))}
        </ol>
      </section>
      {unseen > 0 && (
        <button
          type="button"
          class="new-messages"
          onClick={() => frame.current?.scrollTo({ top: 0, behavior: 'smooth' })}
        >
          <Icon name="down" />
          {unseen === 1 ? '1 new message' : `${unseen} new messages`}
        </button>
      )}
    </div>
  );
});

/** How far from the newest message somebody still sees it. */
const nearPixels = 60;

/** Counts the messages that have arrived since the reader scrolled up. `look` takes where the frame has scrolled to. */
function useUnseen(rows: readonly MessageRow[]) {
  const last = rows.at(-1)?.message.ts ?? '';
  const [isNear, setNear] = useState(true);
  const [seen, setSeen] = useState(last);
  if (isNear && seen !== last) setSeen(last);
  return {
    unseen: isNear ? 0 : rows.filter(({ message }) => message.ts > seen).length,
    // The frame is laid out in reverse: 0 is the newest message, and above it is negative.
    look: (scrollTop: number) => setNear(scrollTop > -nearPixels),
  };
}

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
