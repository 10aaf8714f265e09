import type {
  ActionsBlock,
  Button,
  ContextBlock,
  HeaderBlock,
  KnownBlock,
  MrkdwnElement,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { clamp, shownPlain } from './escape-text.ts';
import { cutMrkdwn, messageText } from './message-text.ts';

/** A message as it is posted: `text` is what notifications, screen readers and refused blocks fall back to. */
export interface MessageView {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /** Told to programs beside the message's key, in its metadata; an update that has none keeps what was told. */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  /** Posted after whatever else is still to be posted in the same channel. */
  readonly isLast?: boolean;
  /** Tells how far something has come that goes on: an update with it may be skipped for a later one. */
  readonly isProgress?: boolean;
  /** Shown in the channel too where it is posted in a thread. */
  readonly isBroadcast?: boolean;
}

/** Slack's limits: https://docs.slack.dev/reference/block-kit/blocks */
const longestHeader = 150;
const longestSection = 3000;
const roomForMore = 100;
const longestButton = 75;
/** All blocks together, as JSON; Slack turns more away: https://github.com/slackapi/bolt-js/issues/2509 */
const longestMessage = 13_000;

/** @param title What the text begins with; the rest of it is what the blocks say. */
export function messageView(title: string, blocks: readonly KnownBlock[]): MessageView {
  return { text: messageText(title, blocks), blocks };
}

/** Renders a message in the first of the sizes at which Slack takes it, or in the last one. */
export function fitted(
  [size, ...smaller]: readonly [number, ...number[]],
  render: (size: number) => MessageView,
): MessageView {
  const view = render(size);
  const [next, ...rest] = smaller;
  return next === undefined || JSON.stringify(view.blocks).length <= longestMessage
    ? view
    : fitted([next, ...rest], render);
}

export function header(text: string): HeaderBlock {
  return { type: 'header', text: plainText(text, longestHeader) };
}

/** @param text mrkdwn, in which everything from outside is escaped already. */
export function section(text: string, rest: Partial<Omit<SectionBlock, 'type' | 'text'>> = {}): SectionBlock {
  return { type: 'section', text: mrkdwn(text), ...rest };
}

/** Lines as one section: as many as Slack takes and `most` allows, and then how many more there are. */
export function linesSection(
  lines: readonly string[],
  most: number,
  more: (count: number) => string,
): SectionBlock {
  return section(linesText(lines, most, more));
}

/** The same in small, for what matters less. */
export function linesContext(
  lines: readonly string[],
  most: number,
  more: (count: number) => string,
): ContextBlock {
  return context(linesText(lines, most, more));
}

function linesText(lines: readonly string[], most: number, more: (count: number) => string): string {
  const kept: string[] = [];
  let room = longestSection - roomForMore;
  for (const line of lines.slice(0, most)) {
    room -= [...line].length + 1;
    if (room >= 0) kept.push(line);
  }
  const left = lines.length - kept.length;
  return [...kept, ...(left > 0 ? [more(left)] : [])].join('\n');
}

export function context(...texts: readonly string[]): ContextBlock {
  return { type: 'context', elements: texts.slice(0, 10).map(mrkdwn) };
}

export function actions(blockId: string, elements: ActionsBlock['elements']): ActionsBlock {
  return { type: 'actions', block_id: blockId, elements };
}

export function button(actionId: string, text: string, value: string, style?: 'danger' | 'primary'): Button {
  const label = plainText(text, longestButton);
  return { type: 'button', action_id: actionId, text: label, value, ...(style && { style }) };
}

/**
 * What screen readers say of a button instead of its text: the same verb and what it acts on.
 *
 * @param name Any text from outside; it is cut, so that what follows it is heard.
 * @see https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
export function spokenAs(verb: string, name: string, rest = '', most = longestButton) {
  const room = Math.min(longestButton - [...verb, ...rest].length - 2, most);
  const label = [verb, shownPlain(name, room), rest].filter((part) => part !== '').join(' ');
  return { accessibility_label: label } satisfies Partial<Button>;
}

export function plainText(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: clamp(text, most), emoji: false };
}

/** `verbatim` keeps Slack from turning names into links and mentions of its own accord. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: cutMrkdwn(text, longestSection), verbatim: true };
}
