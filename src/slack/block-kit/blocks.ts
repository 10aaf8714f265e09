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
import { clamp, shown, shownPlain } from './escape-text.ts';

/** A message as it is posted. `text` is the fallback for notifications, screen readers and refused blocks. */
export interface MessageView {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
  /**
   * Machine-readable data, stored in the message's metadata beside its key. An update without metadata keeps the old.
   */
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  /** Whether it is posted after all other messages that are waiting for the same channel. */
  readonly isLast?: boolean;
  /** Whether it shows the progress of unfinished work. Such an update may be skipped in favor of a later one. */
  readonly isProgress?: boolean;
  /** Whether it is posted once and then never changed: a message that exists already stays as it is. */
  readonly isOnce?: boolean;
  /** Whether a reply in a thread is also shown in the channel. */
  readonly isBroadcast?: boolean;
}

/** Slack's limits: https://docs.slack.dev/reference/block-kit/blocks */
const longestHeader = 150;
const longestSection = 3000;
const roomForMore = 100;
const longestButton = 75;
/** The limit for all blocks together, as JSON. Slack rejects more: https://github.com/slackapi/bolt-js/issues/2509 */
const longestMessage = 13_000;

/** @param title The start of the text. The text of the blocks follows it. */
export function messageView(title: string, blocks: readonly KnownBlock[]): MessageView {
  return { text: messageText(title, blocks), blocks };
}

/** Renders a message at the first of the given sizes that fits Slack's limit, or else at the last. */
export function fitted<Size>(
  [size, ...smaller]: readonly [Size, ...Size[]],
  render: (size: Size) => MessageView,
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

/** @param text mrkdwn in which all external text is already escaped. */
export function section(text: string, rest: Partial<Omit<SectionBlock, 'type' | 'text'>> = {}): SectionBlock {
  return { type: 'section', text: mrkdwn(text), ...rest };
}

/** Renders lines as one section: as many as fit and `most` allows, followed by the number of lines left out. */
export function linesSection(
  lines: readonly string[],
  most: number,
  more: (count: number) => string,
): SectionBlock {
  const kept: string[] = [];
  let room = longestSection - roomForMore;
  for (const line of lines.slice(0, most)) {
    room -= [...line].length + 1;
    if (room >= 0) kept.push(line);
  }
  const left = lines.length - kept.length;
  return section([...kept, ...(left > 0 ? [more(left)] : [])].join('\n'));
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
 * Sets what screen readers say instead of a button's text: the same verb, and its object.
 *
 * @param name Any external text. It is shortened so that the text after it is still read out.
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

/** `verbatim` stops Slack from turning names into links and mentions. */
function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text: cutMrkdwn(text, longestSection), verbatim: true };
}

/**
 * The length that Slack recommends for a new message, and the maximum for an update.
 *
 * @see https://docs.slack.dev/reference/methods/chat.update
 */
const longestText = 4_000;
const longestPlainText = 3_000;

/**
 * Renders a message's blocks as text. Screen readers and mobile notifications read only this text, and it is the
 * fallback if Slack refuses the blocks. The title comes first, then every line that does not repeat it.
 *
 * @param title mrkdwn in which all external text is already escaped.
 * @see https://docs.slack.dev/changelog/2026/07/13/notification-changes
 */
function messageText(title: string, blocks: readonly KnownBlock[]): string {
  const said = new Set(title.split('\n').map(comparable));
  const lines = blocks
    .flatMap(textsIn)
    .flatMap((text) => text.split('\n'))
    .map(withoutMarkup)
    .filter((line) => line !== '' && !sparklineLine.test(line) && !said.has(comparable(line)));
  return cutMrkdwn([title, ...lines].join('\n'), longestText);
}

/** A drawing made of characters, each of which a screen reader would name. The figures are beside it. */
const sparklineLine = /^`[▁▂▃▄▅▆▇█·]+`$/u;

/** Shortens mrkdwn by code points, without cutting an entity, a reference or a code span in half. */
function cutMrkdwn(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;

  const cut = characters
    .slice(0, most - 2)
    .join('')
    .replace(/<[^<>]*$/u, '')
    .replace(/&[a-z]*$/u, '');
  const lastLine = cut.slice(cut.lastIndexOf('\n') + 1);
  const isOpen = lastLine.split('`').length % 2 === 0;
  return `${cut}${isOpen ? '`' : ''}…`;
}

function textsIn(block: KnownBlock): readonly string[] {
  switch (block.type) {
    case 'header':
      return [mrkdwnOf(block.text)];
    case 'section':
      return [...(block.text === undefined ? [] : [block.text]), ...(block.fields ?? [])].map(mrkdwnOf);
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? [mrkdwnOf(element)] : []));
    default:
      return [];
  }
}

function mrkdwnOf({ type, text }: { readonly type: string; readonly text: string }): string {
  return type === 'mrkdwn' ? text : shown(text, longestPlainText);
}

/** Renders bold text and times as plain text. Names in code spans stay there, or Slack would format them. */
function withoutMarkup(line: string): string {
  return line
    .split(/(`[^`]*`)/u)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part.replaceAll(/<!date\^\d+\^[^|<>]*\|([^<>|]*)>/gu, '$1').replaceAll(/\*([^*]+)\*/gu, '$1'),
    )
    .join('');
}

function comparable(line: string): string {
  return withoutMarkup(line).replace(/^:[a-z_]+: /u, '');
}
