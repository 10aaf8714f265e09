import { memo } from 'preact/compat';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Message } from '../../slack/protocol/client-protocol.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { SurfaceFrame } from '../blocks/surface-frame.tsx';
import { Avatar } from '../controls/avatar.tsx';
import { Icon } from '../controls/icon.tsx';
import type { Inputs, InputValue } from '../elements/inputs.ts';
import { ShortcutMenu } from '../shortcuts/shortcut-menu.tsx';
import { MrkdwnText } from '../text/mrkdwn-text.tsx';
import { useDirectory } from '../workspace/directory.ts';
import type { WorkspaceActions } from '../workspace/workspace-actions.ts';
import { FileList } from './file-list.tsx';
import { timeOf } from './message-rows.ts';
import { NoticeView } from './notice-view.tsx';

interface MessageViewProps {
  readonly message: Message;
  readonly isContinued: boolean;
  readonly actions: WorkspaceActions;
  /** Absent where the message takes no replies. */
  readonly onReply?: (() => void) | undefined;
}

/** Drawn again only when its own message changes, however many others arrive. */
export const MessageView = memo(function MessageView(props: MessageViewProps) {
  const { message, isContinued, actions, onReply } = props;
  const { channel, ts } = message;
  const author = useAuthor(message.user);
  const [inputs, setInputs] = useState<Inputs>({});
  const on = useMemo(() => ({ kind: 'message', channel, ts }) as const, [channel, ts]);
  const onInput = useCallback(
    (key: string, value: InputValue) => setInputs((all) => ({ ...all, [key]: value })),
    [],
  );
  const isOnlyForMe = message.onlyFor !== null && message.notice === null;
  // Slack has neither threads nor shortcuts for ephemeral messages.
  const isLasting = message.onlyFor === null && message.notice === null;
  return (
    <article class="message" data-private={isOnlyForMe} data-continued={isContinued} data-ts={ts}>
      {isOnlyForMe && (
        <p class="only-visible">
          <Icon name="eye" /> Only visible to you
        </p>
      )}
      <div class="message-side">
        {isContinued ? <MessageTime ts={ts} clock={narrowClock} /> : <Avatar person={author} size="large" />}
      </div>
      <div class="message-main">
        <header class={isContinued ? 'heard-only' : 'message-head'}>
          <span class="message-author">{author.realName}</span>
          {author.kind === 'bot' && <span class="badge">App</span>}
          {author.kind === 'guest' && <span class="badge">Guest</span>}
          {author.kind === 'outsider' && <span class="badge">External</span>}
          {!isContinued && <MessageTime ts={ts} clock={clock} />}
        </header>
        <SurfaceFrame on={on} actions={actions} inputs={inputs} onInput={onInput}>
          <MessageBody message={message} />
        </SurfaceFrame>
      </div>
      {isLasting && (
        <div class="message-tools">
          {onReply && (
            <button
              type="button"
              class="message-tool"
              aria-label="Reply in thread"
              title="Reply in thread"
              onClick={onReply}
            >
              <Icon name="chat" />
            </button>
          )}
          <ShortcutMenu
            type="message"
            name="More actions"
            class="message-tool"
            channel={channel}
            ts={ts}
            actions={actions}
          />
        </div>
      )}
    </article>
  );
});

function useAuthor(user: string) {
  const { people } = useDirectory();
  return people.find(({ id }) => id === user) ?? ({ id: user, realName: 'Bouncer', kind: 'bot' } as const);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });

/** Fits beside a message that has no picture. */
const narrowClock = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

interface MessageTimeProps {
  readonly ts: string;
  readonly clock: Intl.DateTimeFormat;
}

function MessageTime({ ts, clock: format }: MessageTimeProps) {
  const time = timeOf(ts);
  return (
    <time class="message-time" dateTime={time.toISOString()} title={time.toLocaleString()}>
      {format.format(time)}
    </time>
  );
}

function MessageBody({ message }: { readonly message: Message }) {
  if (message.notice !== null) return <NoticeView notice={message.notice} />;
  return (
    <div class="message-body">
      {message.blocks.length > 0 ? (
        <BlockList blocks={message.blocks} />
      ) : (
        <MrkdwnText source={message.text} />
      )}
      {message.editedAt !== null && <span class="edited">(edited)</span>}
      {message.files.length > 0 && <FileList files={message.files} />}
    </div>
  );
}
