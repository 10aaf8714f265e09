import type { Message } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { MrkdwnText } from '../text/mrkdwn-text.tsx';
import { NoticeView } from './notice-view.tsx';

export function MessageBody({ message }: { readonly message: Message }) {
  if (message.notice !== null) return <NoticeView notice={message.notice} />;
  return (
    <div class="message-body">
      {message.blocks.length > 0 ? (
        <BlockList blocks={message.blocks} />
      ) : (
        <MrkdwnText source={message.text} />
      )}
      {message.editedAt !== null && <span class="edited">(edited)</span>}
    </div>
  );
}
