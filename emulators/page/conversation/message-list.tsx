import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { useDirectory } from '../workspace/directory.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { DayDivider } from './day-divider.tsx';
import { messageRows } from './message-rows.ts';
import { MessageView } from './message-view.tsx';
import { ReplyList } from './reply-list.tsx';

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
