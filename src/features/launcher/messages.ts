import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';

/** Answers “Who is this on the VPN?” about a message that no person wrote. */
export function noAuthorView(): MessageView {
  return noticeView(':information_source: An app posted this message, and apps have no VPN connections.');
}

/** Shown for a shortcut of another version of Bouncer. */
export function otherShortcutView(): MessageView {
  return noticeView(
    ':hourglass: No action was taken, because this shortcut is from another version of Bouncer. Ask an operator to update the app’s manifest.',
  );
}
