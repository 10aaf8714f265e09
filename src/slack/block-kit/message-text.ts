import type { KnownBlock } from '@slack/types';
import { shown } from './escape-text.ts';

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
export function messageText(title: string, blocks: readonly KnownBlock[]): string {
  const said = new Set(title.split('\n').map(comparable));
  const lines = blocks
    .flatMap(textsIn)
    .flatMap((text) => text.split('\n'))
    .map(withoutMarkup)
    .filter((line) => line !== '' && !said.has(comparable(line)));
  return cutMrkdwn([title, ...lines].join('\n'), longestText);
}

/** Shortens mrkdwn by code points, without cutting an entity, a reference or a code span in half. */
export function cutMrkdwn(text: string, most: number): string {
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
