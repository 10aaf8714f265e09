import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Message } from '../../slack/client-protocol.ts';
import type { Deeds } from '../workspace/deeds.ts';
import { DayDivider } from './day-divider.tsx';
import { messageRows } from './message-rows.ts';
import { MessageView } from './message-view.tsx';
import { ReplyList } from './reply-list.tsx';

interface MessageListProps {
  readonly label: string;
  readonly messages: readonly Message[];
  readonly deeds: Deeds;
}

/**
 * The messages of a channel. The style sheet lays the frame out in reverse, so that the browser itself holds
 * on to the newest message while others arrive and grow.
 */
export function MessageList({ label, messages, deeds }: MessageListProps) {
  const rows = useMemo(() => messageRows(messages), [messages]);
  const frame = useRef<HTMLDivElement>(null);
  const mine = rows.at(-1)?.message.ts;
  useEffect(() => {
    frame.current?.scrollTo({ top: 0 });
  }, [mine]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section ref={frame} class="message-frame" aria-label={label} tabIndex={0}>
      <ol class="message-list">
        {rows.map(({ message, replies, continues, startsDay }) => (
          <li key={message.ts} class="message-item">
            {startsDay && <DayDivider ts={message.ts} />}
            <MessageView message={message} isContinued={continues} deeds={deeds} />
            {replies.length > 0 && <ReplyList replies={replies} deeds={deeds} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
