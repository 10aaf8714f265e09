import type { Notice } from '../../slack/protocol/client-protocol.ts';
import { Icon } from '../controls/icon.tsx';

/** What a client shows where an answer should have been. */
export function NoticeView({ notice }: { readonly notice: Notice }) {
  return (
    <div class="notice" data-kind={notice.kind}>
      <Icon name="alert" />
      <div>
        <NoticeText notice={notice} />
      </div>
    </div>
  );
}

function NoticeText({ notice }: { readonly notice: Notice }) {
  switch (notice.kind) {
    case 'not_acknowledged':
      return (
        <>
          <p>
            <code>{notice.command}</code> failed with the error “operation_timeout”.
          </p>
          <p class="notice-why">The app is connected, but didn’t acknowledge the command within 3 seconds.</p>
        </>
      );
    case 'bot_offline':
      return (
        <>
          <p>
            <code>{notice.command}</code> failed because the app did not respond.
          </p>
          <p class="notice-why">
            The app isn’t connected, so the command wasn’t sent. Try again when it’s back.
          </p>
        </>
      );
    case 'refused':
      return (
        <>
          <p>
            Slack refused what the app sent: <code>{notice.method}</code> returned <code>{notice.error}</code>
            .
          </p>
          {notice.details.length > 0 && (
            <ul class="notice-details">
              {notice.details.map((detail) => (
                <li key={detail}>
                  <code>{detail}</code>
                </li>
              ))}
            </ul>
          )}
        </>
      );
  }
}
