import type { MessageView } from './blocks.ts';
import { noticeView } from './notice-view.ts';
import { timeText } from './quantities.ts';

/** Tells the one who pressed Stop that it is heeded; what became of each session stands in the kick's own message. */
export function stoppedView(): MessageView {
  return noticeView(
    ':white_check_mark: Stopped. What AWS was already asked to end goes on; the rest is spared, and the message will say which.',
  );
}

/** Tells that somebody else was first. */
export function alreadyStoppedView(by: string, at: Date): MessageView {
  return noticeView(`:information_source: <@${by}> stopped this already, at ${timeText(at, 'seconds')}.`);
}

/** Tells that there is nothing left to stop. */
export function nothingToStopView(): MessageView {
  return noticeView(':information_source: There is nothing left to stop: this is over.');
}
