import { type MessageView, messageView, section } from './blocks.ts';

/** One sentence or two, already escaped. */
export function noticeView(text: string): MessageView {
  return messageView(text, [section(text)]);
}
